"""The code behind what a page shows, one click away: at the repository if it has it, else published with the site."""

import ast
import functools

from mkdocs.structure.files import File

from evidence.files import ROOT
from press.evidence import LOG
from press.figures.state import drawn
from press.links import link

BOM = b"\xef\xbb\xbf"  # a server names no encoding for plain text; this does


def published(file):
    """Where the site shows a file of the repository: no browser shows a .py, each shows a .txt."""
    return f"source/{file}.txt"


@functools.cache
def lines(file, changed):
    """Function → line where it stands; ``changed``, a time, keeps a live reload from reading an old one."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {
        node.name: node.lineno
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def line_of(claim):
    """Line of the function that checks a claim; None (reported) where there is no such file or function."""
    file, _, function = claim["test"].partition("::")
    path = ROOT / file
    found = lines(file, path.stat().st_mtime_ns) if path.is_file() else {}
    if function not in found:
        LOG.warning(f"{file} has no function {function!r}, which checks a claim")
    return found.get(function)


def files(claims, config):
    """The files of all checks and figures, as MkDocs copies them and checks links to them."""
    tests = {claim["test"] for claim in claims.values()}
    figures = {figure["code"] for figure in drawn.values()}
    for file in sorted({name.partition("::")[0] for name in tests | figures}):
        if (ROOT / file).is_file():
            content = BOM + (ROOT / file).read_bytes()
            yield File.generated(config, published(file), content=content)


def address(name, line, commit, page, repository):
    """Where a reader of ``page`` sees the function ``name`` (file::function); at the repository if that has ``commit``."""
    file, _, function = name.partition("::")
    if repository and commit:
        return f"https://github.com{repository}/blob/{commit}/{file}#L{line}"
    # Browsers scroll to the text; one that does not know how shows the file's beginning.
    return f"{link(page, published(file))}#:~:text=def%20{function}%28"


def of_check(claim, page, repository, provenance):
    """A Markdown link to a claim's check. The repository holds what was measured only if nothing was uncommitted."""
    commit = provenance["commit"] if provenance.get("clean") else ""
    target = address(claim["test"], line_of(claim), commit, page, repository)
    return f"[its check]({target})"


def of_figure(figure, page, repository):
    """A Markdown link to the function that drew a figure."""
    target = address(figure["code"], figure["line"], figure["commit"], page, repository)
    return f"[its code]({target})"
