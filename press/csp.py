"""What a page may load and run: the site's own files, and the inline scripts that it was built with, by their hash.

KaTeX places each sign of a formula by a style attribute, so styles may be inline; scripts may not.
"""

import base64
import hashlib
import re

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
NEVER_RUN = re.compile(r"\bsrc=|\btype=.?application/json", re.IGNORECASE)
START = '<meta charset="utf-8">'
served = (
    False  # who serves adds a script that shows an edited page anew: no policy then
)
RULES = {
    "default-src": "'self'",
    "img-src": "'self' data:",  # the theme's icons
    "style-src": "'self' 'unsafe-inline'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


def hashes(html):
    """The inline scripts of a page, each as a policy names it.

    >>> hashes('<script src="x.js"></script><script>1</script>')
    ["'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"]
    """
    inline = (code for kind, code in SCRIPT.findall(html) if not NEVER_RUN.search(kind))
    found = (hashlib.sha256(code.encode()).digest() for code in inline)
    return sorted({f"'sha256-{base64.b64encode(each).decode()}'" for each in found})


def protected(html):
    """A page with its policy, which stands before all that it holds for."""
    if served:
        return html
    rules = RULES | {"script-src": " ".join(["'self'", *hashes(html)])}
    policy = "; ".join(f"{what} {where}" for what, where in rules.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    if START not in html:
        raise ValueError(f"no {START}, which a page's policy must follow")
    return html.replace(START, START + meta, 1)
