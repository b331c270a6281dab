"""The code of checks and figures, which is published with the site, and an archive of the whole source."""

import subprocess

from evidence.files import ROOT
from evidence.provenance import git
from press.figures.state import drawn
from press.paths import link

BOM = b"\xef\xbb\xbf"  # a server names no encoding for plain text; this does


def published(file):
    """Where the site shows a file of the repository: no browser shows a .py, each shows a .txt."""
    return f"source/{file}.txt"


def files(claims):
    """(Where the site shows it, content) of the files of all checks and figures."""
    tests = {claim["test"] for claim in claims.values()}
    figures = {figure["code"] for figure in drawn.values()}
    for file in sorted({name.partition("::")[0] for name in tests | figures}):
        if (ROOT / file).is_file():
            yield published(file), BOM + (ROOT / file).read_bytes()


def address(code, page):
    """Where a reader of ``page`` sees ``code`` (file::function). Browsers scroll to the function."""
    file, _, function = code.partition("::")
    return f"{link(page, published(file))}#:~:text=def%20{function}%28"


def archive():
    """(name, content) of a zip file with the source of the last commit; None outside of a checkout."""
    commit = git("rev-parse", "HEAD")
    if not commit or not (ROOT / ".git").exists():
        return None
    command = ["git", "archive", "--format=zip", commit]
    return f"source-{commit[:10]}.zip", subprocess.check_output(command, cwd=ROOT)
