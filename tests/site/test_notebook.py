"""The notebook shows what its code computes, its page shows the same, and its pictures are files next to the page."""

import re

import nbformat
import pytest

from lab.data import data_set
from lab.records import results
from press.notebook.page import download, page
from press.notebook.run import made
from tests.site.site import NOTEBOOK_PAGE, read

RECORD = "docs/evidence/full-scale.json"
APART = 0.5  # nats: another processor rounds otherwise, and an epoch is 1,875 steps
EPOCH = re.compile(r"epoch (\d+): test ELBO (\S+) nats, of it KL (\S+)\n")


@pytest.fixture(scope="module")
def notebook():
    return nbformat.from_dict(made().content)


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def printed(notebook):
    return [output.text for output in outputs(notebook) if "text" in output]


def test_the_notebook_trains_as_the_record_did(notebook):
    if data_set()["name"] != "MNIST":
        pytest.skip("the record is of MNIST")
    number, elbo, kl = map(float, EPOCH.findall("".join(printed(notebook)))[-1])
    (run,) = (
        run
        for run in results(RECORD)
        if (run.config.parameterization, run.config.seed) == ("log_variance", 0)
    )
    recorded = run.history[int(number) - 1]
    assert (elbo, kl) == pytest.approx((recorded.elbo, recorded.kl), abs=APART)


def test_the_page_shows_all_that_the_cells_gave(notebook, built_site):
    article = read(built_site, NOTEBOOK_PAGE).article
    texts = [block.get_text() for block in article.select(".output")]
    assert [text.strip() for text in texts] == [
        text.strip() for text in printed(notebook)
    ]
    figures = article.select(".notebook-output")
    assert len(figures) == len(outputs(notebook)) - len(texts)
    folder = (built_site / NOTEBOOK_PAGE).with_suffix("")
    for picture in article.select(".notebook-output img"):
        file = folder / picture["src"].partition("#")[0]
        assert file.stat().st_size < 80_000
        assert "data:image/png" not in file.read_text(encoding="utf-8")
        assert picture["alt"]


def test_colab_opens_what_is_on_github(notebook):
    colab = "colab.research.google.com/github/someone/why/blob/notebook/cvae.ipynb"
    assert colab in page(notebook, "https://github.com/someone/why")
    for elsewhere in (None, "https://example.org/someone/why"):
        assert "colab.research" not in page(notebook, elsewhere)


def test_a_download_has_no_relative_link():
    cell = nbformat.v4.new_markdown_cell("See [it](../question.md#z).")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    found = nbformat.reads(download(notebook, "https://a.example/why/").decode(), 4)
    (text,) = (cell.source for cell in found.cells)
    assert text == "See [it](https://a.example/why/question/#z)."
