"""A lighter figure is the same figure."""

import io
import re
from base64 import b64decode, b64encode

import numpy as np
import pytest
from PIL import Image

from press.lighter import lighter


def png(array):
    made = io.BytesIO()
    Image.fromarray(array).save(made, "png")
    return b64encode(made.getvalue()).decode()


def pixels(svg):
    (data,) = re.findall(r'base64,([^"]*)"', svg)
    return data, np.asarray(Image.open(io.BytesIO(b64decode(data))).convert("RGBA"))


def test_places_are_told_to_hundredths_and_all_else_is_left():
    svg = """<svg>
  <path d="M 0.123456 -34.63524 
L 1.5 227.398744 
" style="stroke-width: 0.812345" transform="translate(25.789928 0) scale(0.015625)"/>
  <use x="89.810308" y="7" width="0.123456"/>
</svg>"""
    assert (
        lighter(svg)
        == """<svg>
<path d="M 0.12 -34.64
L 1.5 227.4
" style="stroke-width: 0.812345" transform="translate(25.79 0) scale(0.015625)"/>
<use x="89.81" y="7" width="0.123456"/>
</svg>"""
    )


WAVES = 127.5 * (1 + np.outer(np.sin(np.arange(64) / 3), np.cos(np.arange(64) / 5)))
GREYS = np.repeat(WAVES.astype(np.uint8)[..., None], 4, axis=2)
GREYS[..., 3] = 255


def with_one(row, column, band, value):
    changed = GREYS.copy()
    changed[row, column, band] = value
    return changed


def made_lighter(array):
    before = png(array)
    svg = lighter(f'<image href="data:image/png;base64,{before}"/>')
    return before, *pixels(svg)


def test_grey_pixels_are_told_once_and_look_the_same():
    before, data, found = made_lighter(GREYS)
    assert np.abs(found.astype(int) - GREYS).max() <= 8  # of 255
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
