"""Copied as shown, it runs: the blocks of each built page, in order, in a fresh interpreter in an empty folder."""

from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from evidence.machine import cores
from press.notebook import NOTEBOOK
from tests.press.site import (
    NOTEBOOK_PAGE,
    PAGES,
    PAGES_WITH_CODE,
    copied,
    read,
    run_copied,
)


def test_some_page_shows_code():
    assert PAGES_WITH_CODE


@pytest.fixture(scope="module")
def ran(built_site, tmp_path_factory):
    """What the blocks of each page gave; the pages run side by side, each in a process of its own."""

    def run_page(page):
        blocks = copied(read(built_site, page))
        assert blocks, f"{page} shows no code"
        return run_copied(blocks, tmp_path_factory.mktemp("empty"))

    with ThreadPoolExecutor(cores()) as pool:
        return dict(
            zip(PAGES_WITH_CODE, pool.map(run_page, PAGES_WITH_CODE), strict=True)
        )


@pytest.mark.parametrize("page", PAGES_WITH_CODE)
def test_copied_code_runs(ran, page):
    status, said = ran[page]
    assert status == 0, said


def test_no_other_page_shows_code(built_site):
    others = set(PAGES) - set(PAGES_WITH_CODE)
    assert [page for page in others if copied(read(built_site, page))] == []


def test_the_notebook_page_shows_the_cells_that_ran(built_site):
    """The press ran these very cells, in order, in an empty folder and without this repository: see press/kernel.py.

    Training them once more would take minutes and show the same, as long as the page shows their text.
    """
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cells
    assert all(cell.execution_count for cell in cells)
    shown = copied(read(built_site, NOTEBOOK_PAGE))
    assert [block.strip() for block in shown] == [cell.source.strip() for cell in cells]
