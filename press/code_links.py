"""Links to the code of checks and figures: in the repository if it has that code, otherwise published with the site."""

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


def archive():
    """(name, content) of a zip file with the source of the last commit; None outside of a checkout."""
    commit = git("rev-parse", "HEAD")
    if not commit or not (ROOT / ".git").exists():
        return None
    command = ["git", "archive", "--format=zip", commit]
    return f"source-{commit[:10]}.zip", subprocess.check_output(command, cwd=ROOT)


def address(code, line, commit, page, repository):
    """Where a reader of ``page`` sees ``code`` (file::function): at the repository, if that has ``commit``."""
    file, _, function = code.partition("::")
    if repository and commit:
        return f"https://github.com{repository}/blob/{commit}/{file}#L{line}"
    # Browsers scroll to the text; others show the beginning of the file.
    return f"{link(page, published(file))}#:~:text=def%20{function}%28"


def of_check(claim, page, repository, made):
    """A Markdown link to a claim's check. The repository holds what was measured only if nothing was uncommitted.

    docs/assets/js/evidence.js adds the part that scrolls to the check, from the row's id, because the page has many rows.
    """
    commit = made["commit"] if made["clean"] else ""
    target = address(claim["test"], claim["line"], commit, page, repository)
    return f"[its check]({target.partition('#:~:')[0]})"


def of_figure(figure, page, repository):
    """A Markdown link to the function that drew a figure, at the commit that holds its file as it is, if one does."""
    file, _, function = figure["code"].partition("::")
    before, *_ = (ROOT / file).read_text(encoding="utf-8").split(f"def {function}(")
    line, commit = before.count("\n") + 1, ""
    if repository and not git("status", "--porcelain", "--", file):
        commit = git("rev-parse", "HEAD")
    target = address(figure["code"], line, commit, page, repository)
    return f"[its code]({target})"
