"""One short file knows the site's generator; all else would serve another one."""

import ast

from evidence.files import ROOT

ADAPTER = ROOT / "press" / "hooks.py"
GENERATORS = {"mkdocs", "properdocs", "material", "mkdocs_jupyter", "zensical"}


def imported(source):
    """The packages that code imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_adapter_alone_knows_the_generator():
    knowing = {
        path
        for path in (ROOT / "press").rglob("*.py")
        if GENERATORS & {*imported(path.read_text("utf-8"))}
    }
    assert knowing == {ADAPTER}
