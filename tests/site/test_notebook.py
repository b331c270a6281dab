"""The notebook shows what its code computes, its page shows the same, and its pictures are files next to the page."""

import io
import re

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from lab.data import data_set
from lab.records import results
from press.notebook.page import download
from press.notebook.run import NOTEBOOK
from press.pictures import extract
from press.svg import page_svg
from tests.site.site import NOTEBOOK_PAGE, read

RECORD = "docs/evidence/full-scale.json"
APART = 0.5  # nats: another processor rounds otherwise, and an epoch is 1,875 steps
NUMBERS = re.compile(
    r"epoch (?P<epoch>\d+): test ELBO (?P<elbo>\S+) nats, of it KL (?P<kl>\S+)\n"
    r"(?P<encoder>\S+) \+ (?P<decoder>\S+) parameters\n.*"
    r"this run, (?P<epochs>\d+) of 10 epochs: +(?P<again>\S+) ±.*"
    r"share of the ELBO that is KL: (?P<share>\S+)%",
    re.DOTALL,
)


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(NOTEBOOK, as_version=4)


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def printed(notebook):
    return [output.text for output in outputs(notebook) if "text" in output]


def numbers(texts):
    """What the notebook says of its training, by name: float."""
    found = NUMBERS.search("".join(texts))
    return {
        name: float(value.replace(",", "")) for name, value in found.groupdict().items()
    }


def given(epochs):
    """The same by the code: its networks, and so many epochs of the record's training of the same head and seed."""
    from snippets.cvae import make_decoder, make_encoder  # takes seconds

    (run,) = (
        run
        for run in results(RECORD)
        if (run.config.parameterization, run.config.seed) == ("log_variance", 0)
    )
    last = run.history[epochs - 1]
    return {
        "epoch": epochs,
        "epochs": epochs,
        "elbo": last.elbo,
        "again": last.elbo,
        "kl": last.kl,
        "encoder": make_encoder().count_params(),
        "decoder": make_decoder().count_params(),
        "share": 100 * last.kl / -last.elbo,
    }


def test_the_notebook_prints_what_its_code_gives(notebook):
    if data_set()["name"] != "MNIST":
        pytest.skip("the record is of MNIST")
    found = numbers(printed(notebook))
    assert found == pytest.approx(given(int(found["epochs"])), abs=APART)


def test_the_page_shows_all_that_the_cells_gave(notebook, built_site):
    article = read(built_site, NOTEBOOK_PAGE).article
    texts = [block.get_text() for block in article.select(".output")]
    assert [text.strip() for text in texts] == [
        text.strip() for text in printed(notebook)
    ]
    figures = article.select(".notebook-output")
    assert len(figures) == len(outputs(notebook)) - len(texts)
    assert all(len(figure.select("svg, img")) == 1 for figure in figures)


GREYS = np.linspace(0, 1, 100).reshape(10, 10)


def drawn(title):
    figure = Figure(figsize=(4, 4))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(GREYS, cmap="gray")
    axes.set_axis_off()
    axes.set_title(title)
    file = io.StringIO()
    figure.savefig(file, format="svg")
    return page_svg(file.getvalue(), 'Ten "greys"', "cell-1")


@pytest.fixture(scope="module")
def pixels():
    return extract(f"<p>{drawn('')}</p>", "figure")


def test_the_page_keeps_name_and_size(pixels):
    content, files = pixels
    assert content == (
        '<p><div class="figure"><img src="figure-1.webp" alt="Ten &quot;greys&quot;"'
        ' width="288" height="288" loading="lazy"></div></p>'
    )
    assert list(files) == ["figure-1.webp"]


def test_the_file_shows_what_the_page_showed(pixels):
    with Image.open(io.BytesIO(pixels[1]["figure-1.webp"])) as picture:
        shown = np.asarray(picture.convert("L"), float) / 255
    middles = [round(shown.shape[0] * (place + 0.5) / 10) for place in range(10)]
    np.testing.assert_allclose(shown[np.ix_(middles, middles)], GREYS, atol=0.05)


def test_two_pictures_are_two_files():
    _, files = extract(drawn("") + drawn(""), "figure")
    assert list(files) == ["figure-1.webp", "figure-2.webp"]


def test_a_figure_with_lettering_stays():
    figure = drawn("Greys")
    assert extract(figure, "figure") == (figure, {})


def test_the_notebook_carries_no_pixels(built_site):
    page = read(built_site, NOTEBOOK_PAGE)
    pictures = page.select(".notebook-output img")
    assert pictures, "no picture was drawn"
    folder = (built_site / NOTEBOOK_PAGE).with_suffix("")
    for picture in pictures:
        assert (folder / picture["src"]).stat().st_size < 80_000
        assert picture["alt"]
    assert "data:image/png" not in str(page)


@pytest.mark.parametrize(
    ("site", "text"),
    [
        ("https://a.example/why/", "See [it](https://a.example/why/question/#z)."),
        (None, "See it."),
    ],
)
def test_a_download_has_no_relative_link(site, text, tmp_path):
    cell = nbformat.v4.new_markdown_cell("See [it](../question.md#z).")
    file = tmp_path / "some.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), file)
    found = download(file, site, {"question.md": "question/"})
    assert nbformat.reads(found.decode(), 4).cells[0].source == text
