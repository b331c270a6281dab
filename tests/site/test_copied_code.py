"""Copied as shown, it runs: the blocks of each built page, in order, in an interpreter of their own, outside of this repository."""

from importlib.util import find_spec

import nbformat
import pytest

from press.notebook.run import made
from tests.site.site import (
    FIRST,
    FRAMEWORKS,
    NOTEBOOK_PAGE,
    PAGES_WITH_CODE,
    blocks,
    copied,
    copied_in,
    read,
    run_copied,
)


def pages_with_tabs(site):
    trees = {page: read(site, page) for page in PAGES_WITH_CODE}
    return {page: tree for page, tree in trees.items() if tree.select(".tabbed-set")}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_copied_code_runs(built_site, framework, tmp_path):
    """Where no other framework can be imported. What stands outside of tabs is the first framework's, or NumPy alone."""
    for package in FRAMEWORKS[framework]:
        if not find_spec(package):
            pytest.skip(f"{package} is not installed")
    pages = {page: read(built_site, page) for page in PAGES_WITH_CODE}
    if framework != FIRST:
        pages = pages_with_tabs(built_site)
    copies = {page: copied_in(tree, framework) for page, tree in pages.items()}
    assert all(copies.values())
    status, said = run_copied(framework, copies, tmp_path)
    assert status == 0, said


def test_each_choice_has_every_framework(built_site):
    """In one order, each with code; and no framework's code stands where another's should."""
    for page, tree in pages_with_tabs(built_site).items():
        for tabs in tree.select(".tabbed-set"):
            labels = [
                label.get_text(strip=True)
                for label in tabs.select(".tabbed-labels label")
            ]
            assert labels == [*FRAMEWORKS], page
            shown = {tab for tab, _ in blocks(tabs)}
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


@pytest.mark.slow
def test_a_block_that_needs_more_than_its_page_is_red(tmp_path):
    pages = {
        "index.md": ["import math", "total = 1"],
        "a.md": ["import math", "total(1)"],
        "b.md": ["import snippets"],
        "c.md": ["import jax", "import torch"],
    }
    status, said = run_copied("JAX", pages, tmp_path)
    assert status == 1
    assert "NameError: name 'total'" in said
    assert "No module named 'snippets'" in said
    assert "No module named 'torch'" in said
