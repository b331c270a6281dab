"""Paths from one page's source to another's, as Markdown links need them (MkDocs checks those)."""

import posixpath


def link(page, target):
    """Relative path from one source file to another, both relative to docs/."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")
