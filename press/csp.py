"""Each page's Content-Security-Policy: the site's own files, and the inline scripts of its templates by their hash.

Styles may be inline, because KaTeX places each sign of a formula with a style attribute.
"""

import base64
import hashlib
import re

from press.errors import SiteError

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
NOT_INLINE = re.compile(r"\bsrc=|\btype=.?application/(ld\+)?json", re.IGNORECASE)
CHARSET = '<meta charset="utf-8">'
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; script-src 'self'"
)


def inline_scripts(html):
    """The code of each inline script."""
    return [code for kind, code in SCRIPT.findall(html) if not NOT_INLINE.search(kind)]


def with_policy(html, page):
    """The page with its policy. Raises SiteError for an inline script in the article, where no template puts any."""
    article = html.partition("<article")[2].rpartition("</article>")[0]
    for code in inline_scripts(article):
        raise SiteError(f"{page}: unknown inline script: {code.strip()[:60]}")
    hashes = set()
    for code in inline_scripts(html):
        digest = hashlib.sha256(code.encode()).digest()
        hashes.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    policy = " ".join([POLICY, *sorted(hashes)])
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace(CHARSET, CHARSET + meta, 1)
