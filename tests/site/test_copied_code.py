"""Copied as shown, it runs and prints what is shown: the blocks of each built page, in order, as one program."""

import ast
import doctest
import re
import sys

import nbformat
import pytest

from evidence.syntax import imported
from press.notebook.run import made
from press.paths import DOCS
from tests.doctest_digits import RightlyRounded
from tests.site.site import (
    FIRST,
    FRAMEWORKS,
    NOTEBOOK_PAGE,
    PAGES_WITH_CODE,
    blocks,
    copied,
    read,
)

ALSO_INSTALLED = {"ml_dtypes", "numpy", "scipy", "sklearn", *sys.stdlib_module_names}
OF_FIRST = re.compile(r"\b(tf\.|tensorflow\b|keras\b)")
OF_NONE = re.compile("^import (math|numpy)", re.M)
PROGRAMS = [  # a page without tabs is the first framework's
    (page, framework)
    for page in PAGES_WITH_CODE
    for framework in FRAMEWORKS
    if framework == FIRST or '=== "' in (DOCS / page).read_text(encoding="utf-8")
]


def blocks_for(tree, framework):
    """[(what is shown, what is copied)] for a reader who chose a framework: its tabs; outside of tabs the first one's reader uses all, others what needs no framework."""
    found = []
    for tab, shown, code in blocks(tree):
        of_none = OF_NONE.search(code) and not OF_FIRST.search(code)
        for_all = tab is None and (framework == FIRST or of_none)
        if for_all or tab == framework:
            found.append((shown, code))
    return found


def faults(program, framework, folder):
    """What goes wrong with a page's blocks, where only this framework is installed, one line each. An exception ends it."""
    names, found = {"__name__": "__main__"}, []
    runner = doctest.DocTestRunner(
        RightlyRounded(), False, doctest.NORMALIZE_WHITESPACE
    )
    for number, (shown, code) in enumerate(program):
        modules = {name.partition(".")[0] for name in imported(ast.parse(code), [])}
        if strange := modules - ALSO_INSTALLED - {*FRAMEWORKS[framework]}:
            found.append(f"it imports {strange}")
        if shown.startswith(">>> "):
            session = doctest.DocTestParser().get_doctest(shown, names, "", None, 0)
            typed = "".join(example.source for example in session.examples)
            if typed.split() != code.split():
                found.append(f"its button copies {code!r}")
            session.globs = names  # of which it has a copy
            runner.run(session, out=found.append, clear_globs=False)
        else:
            file = folder / f"{number}.py"  # where TensorFlow reads the source
            file.write_text(code, encoding="utf-8")
            exec(compile(code, file, "exec"), names)
    return found


@pytest.mark.filterwarnings("ignore")  # some pages show how to cause them
@pytest.mark.parametrize(("page", "framework"), PROGRAMS)
def test_copied_code_runs(built_site, page, framework, tmp_path):
    for package in FRAMEWORKS[framework]:
        pytest.importorskip(package)
    program = blocks_for(read(built_site, page), framework)
    assert program
    assert faults(program, framework, tmp_path) == []


def test_each_choice_has_every_framework(built_site):
    """In one order, each with code; and no framework's code stands where another's should."""
    for page in PAGES_WITH_CODE:
        for tabs in read(built_site, page).select(".tabbed-set"):
            labels = [
                label.get_text(strip=True)
                for label in tabs.select(".tabbed-labels label")
            ]
            assert labels == [*FRAMEWORKS], page
            shown = {tab for tab, *_ in blocks(tabs)}
            assert shown == {*FRAMEWORKS}, f"{page}: {labels}"


def test_the_notebook_page_shows_the_cells_that_ran(built_site):
    """The press ran these very cells, in order, in an empty folder and without this repository: see press/notebook/kernel.py.

    Training them once more would take minutes and show the same, as long as the page shows their text.
    """
    notebook = nbformat.from_dict(made().content)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cells
    assert all(cell.execution_count for cell in cells)
    shown = copied(read(built_site, NOTEBOOK_PAGE))
    assert [block.strip() for block in shown] == [cell.source.strip() for cell in cells]


@pytest.mark.parametrize(
    ("shown", "code", "said"),
    [
        ("import snippets", "import snippets", "it imports {'snippets'}"),
        ("import keras", "import keras", "it imports {'keras'}"),
        (">>> 2 * gone\n1\n", "2 * gone\n", "NameError: name 'gone'"),
        (">>> half / 4\n0.2\n", "half / 4\n", "0.2\nGot:\n    0.125"),
        (">>> half / 2\n0.2\n", "half / 2\n0.2\n", "its button copies"),
    ],
)
def test_a_block_that_does_not_run_as_shown_is_named(tmp_path, shown, code, said):
    program = [("half = 0.5", "half = 0.5"), (shown, code)]
    assert said in "".join(faults(program, "JAX", tmp_path))
