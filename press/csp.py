"""Each page's Content-Security-Policy: the site's own files, and the inline scripts of its templates by their hash.

Styles may be inline, because KaTeX places each sign of a formula with a style attribute.
"""

import base64
import functools
import hashlib
import re
from pathlib import Path

from press.errors import SiteError

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
NOT_INLINE = re.compile(r"\bsrc=|\btype=.?application/(ld\+)?json", re.IGNORECASE)
CHARSET = '<meta charset="utf-8">'
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; script-src 'self'"
)


def inline_scripts(html):
    """The code of each inline script of a page or template."""
    return [code for kind, code in SCRIPT.findall(html) if not NOT_INLINE.search(kind)]


@functools.cache
def of_templates(folders):
    """A pattern of the inline scripts of templates, also of included ones. Jinja may fill in an address."""
    codes = []
    for folder in map(Path, folders):
        codes += [each.read_text("utf-8").rstrip() for each in folder.glob("*.js")]
        for template in folder.rglob("*.html"):
            codes += inline_scripts(template.read_text("utf-8"))
    parts = (map(re.escape, re.split(r"\{\{.*?\}\}", code)) for code in codes)
    return re.compile("|".join(map(r"[\w./:-]*".join, parts)))


def with_policy(html, page, folders):
    """The page with its policy. Raises SiteError if an inline script is in no template of the theme's ``folders``."""
    hashes = set()
    for code in inline_scripts(html):
        if not of_templates(tuple(folders)).fullmatch(code):
            raise SiteError(f"{page}: unknown inline script: {code.strip()[:60]}")
        digest = hashlib.sha256(code.encode()).digest()
        hashes.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    policy = " ".join([POLICY, *sorted(hashes)])
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace(CHARSET, CHARSET + meta, 1)
