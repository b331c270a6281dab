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


NOISE = np.random.default_rng(0).integers(256, size=(16, 16, 1), dtype=np.uint8)
GREYS = np.repeat(NOISE, 4, axis=2)
GREYS[..., 3] = 255


def with_one(row, column, band, value):
    changed = GREYS.copy()
    changed[row, column, band] = value
    return changed


@pytest.mark.parametrize(
    ("array", "lightened"),
    [
        (GREYS, True),
        (with_one(3, 4, 0, NOISE[3, 4, 0] ^ 128), False),  # a pixel with a colour
        (with_one(3, 4, 2, NOISE[3, 4, 0] ^ 128), False),
        (with_one(3, 4, 3, 254), False),  # a hole, nearly closed
    ],
)
def test_grey_pixels_are_told_once_and_stay_what_they_are(array, lightened):
    before = png(array)
    data, found = pixels(lighter(f'<image href="data:image/png;base64,{before}"/>'))
    assert np.array_equal(found, array)
    assert len(data) < 0.5 * len(before) if lightened else data == before
