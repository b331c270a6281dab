"""Where links lead: from page to page as Markdown or HTML needs them, and to the repository."""

import posixpath
from urllib.parse import urlsplit


def link(page, target):
    """Relative path from one source file to another, both relative to docs/; or from one address to another.

    >>> link("reasons/2-tradition.md", "evidence.md"), link("reasons/2-tradition/", "assets/card.png")
    ('../evidence.md', '../../assets/card.png')
    """
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def github(repo_url):
    """``/owner/name`` of a repository on GitHub; None for any other address, and for none.

    >>> github("https://github.com/someone/why.git"), github("https://example.org/why"), github(None)
    ('/someone/why', None, None)
    """
    address = urlsplit(repo_url or "")
    if address.netloc != "github.com":
        return None
    return address.path.rstrip("/").removesuffix(".git")
