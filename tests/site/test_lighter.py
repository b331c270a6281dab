"""A lighter figure is the same figure."""

import io
import re
from base64 import b64decode, b64encode

import numpy as np
import pytest
from PIL import Image

from press.errors import Fault
from press.lighter import make_lighter, with_light_pixels


def png(array):
    made = io.BytesIO()
    Image.fromarray(array).save(made, "png")
    return b64encode(made.getvalue()).decode()


def pixels(svg):
    (data,) = re.findall(r'base64,([^"]*)"', svg)
    return data, np.asarray(Image.open(io.BytesIO(b64decode(data))).convert("RGBA"))


SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30">
  <metadata>who and when</metadata>
  <path d="M 0.123456 20.63524 L 1.5 21.398744 L 1.5 25.398744" style="stroke: #000; stroke-width: 0.812345"/>
</svg>"""


def test_places_are_told_to_hundredths(tmp_path):
    file = tmp_path / "a figure.svg"
    file.write_text(SVG)
    make_lighter([file])
    made = file.read_text()
    assert 'd="m.12 20.64' in made
    assert 'viewBox="0 0 40 30"' in made
    assert "who and when" not in made
    assert [*tmp_path.iterdir()] == [file]


def test_what_is_no_picture_is_named_and_left(tmp_path):
    file = tmp_path / "broken.svg"
    file.write_text("<svg><path</svg>")
    with pytest.raises(Fault, match=r"broken\.svg"):
        make_lighter([file])
    assert file.read_text() == "<svg><path</svg>"
    assert [*tmp_path.iterdir()] == [file]


WAVES = 127.5 * (1 + np.outer(np.sin(np.arange(64) / 3), np.cos(np.arange(64) / 5)))
GREYS = np.repeat(WAVES.astype(np.uint8)[..., None], 4, axis=2)
GREYS[..., 3] = 255


def with_one(row, column, band, value):
    changed = GREYS.copy()
    changed[row, column, band] = value
    return changed


def made_lighter(array):
    before = png(array)
    svg = with_light_pixels(f'<image href="data:image/png;base64,{before}"/>')
    return before, *pixels(svg)


def test_grey_pixels_are_told_once_and_look_the_same():
    before, data, found = made_lighter(GREYS)
    apart = np.abs(found.astype(int) - GREYS) / 255
    assert apart.mean() < 0.01
    assert apart.max() < 0.06
    assert len(data) < 0.5 * len(before)


@pytest.mark.parametrize(
    "array",
    [
        with_one(3, 4, 0, GREYS[3, 4, 0] ^ 128),  # a pixel with a colour
        with_one(3, 4, 2, GREYS[3, 4, 0] ^ 128),
        with_one(3, 4, 3, 254),  # a hole, nearly closed
    ],
)
def test_other_pixels_stay_what_they_are(array):
    before, data, found = made_lighter(array)
    assert np.array_equal(found, array)
    assert data == before
