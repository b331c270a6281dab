"""A figure of pixels leaves its page for a file, with its name and its size; one with lettering stays."""

import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from press.pictures import outside
from press.svg import page_svg
from tests.site.site import NOTEBOOK_PAGE, read

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
    return outside(f"<p>{drawn('')}</p>", "figure")


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
    _, files = outside(drawn("") + drawn(""), "figure")
    assert list(files) == ["figure-1.webp", "figure-2.webp"]


def test_a_figure_with_lettering_stays():
    figure = drawn("Greys")
    assert outside(figure, "figure") == (figure, {})


def test_the_notebook_carries_no_pixels(built_site):
    page = read(built_site, NOTEBOOK_PAGE)
    pictures = page.select(".notebook-output img")
    assert pictures, "no picture was drawn"
    folder = (built_site / NOTEBOOK_PAGE).with_suffix("")
    for picture in pictures:
        assert (folder / picture["src"]).stat().st_size < 80_000
        assert picture["alt"]
    assert "data:image/png" not in str(page)
