"""The source of each claim's check, one click away: at the repository if it has it, else published with the site."""

import ast
import functools

from mkdocs.structure.files import File

from evidence.files import ROOT
from press.evidence import LOG
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
    """The test files of all claims, as MkDocs copies them and checks links to them."""
    for file in sorted({claim["test"].partition("::")[0] for claim in claims.values()}):
        if (ROOT / file).is_file():
            content = BOM + (ROOT / file).read_bytes()
            yield File.generated(config, published(file), content=content)


def source(claim, page, repository, provenance):
    """A Markdown link to a claim's check. The repository holds what was measured only if nothing was uncommitted."""
    file, _, function = claim["test"].partition("::")
    line = line_of(claim)
    if repository and provenance.get("clean"):
        blob = f"https://github.com{repository}/blob/{provenance['commit']}"
        target = f"{blob}/{file}#L{line}"
    else:
        # Browsers scroll to the text; one that does not know how shows the file's beginning.
        target = f"{link(page, published(file))}#:~:text=def%20{function}%28"
    return f"[its check]({target})"
