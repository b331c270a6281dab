"""One table of hues: legible on both papers, and what figures, pages and widgets draw labels and digits with."""

import itertools

import numpy as np
import pytest

from press.style import CONTRAST, SCHEMES, hues

PAPERS = {"light": ("#ffffff", "#fcfcfd"), "dark": ("#181a22", "#1d2029")}
LOOK_ALIKE = ("358", "479", "06", "17")  # digits that lie together in the plane
APART = 0.1  # in OKLab
# Machado, Oliveira and Fernandes (2009): what is seen without red or without green cones.
SEEN = {
    "by most": np.eye(3),
    "without red cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "without green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
}


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )


def luminance(colour):
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    """Of WCAG 2.2, 1 to 21."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def oklab(colour, seen):
    """Of Björn Ottosson (2020)."""
    cones = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    lab = [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
    light = np.clip(np.array(seen) @ linear(colour), 0, 1)
    return np.array(lab) @ np.cbrt(np.array(cones) @ light)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_hue_can_be_read(scheme):
    for paper in PAPERS[scheme]:
        for name, hue in hues(scheme).items():
            assert contrast(hue, paper) >= CONTRAST, (name, hue, paper)


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_digits_that_lie_together_look_apart(scheme, seen):
    table = hues(scheme)
    for together in LOOK_ALIKE:
        for pair in itertools.combinations(together, 2):
            one, other = (oklab(table[f"digit-{i}"], SEEN[seen]) for i in pair)
            assert np.linalg.norm(one - other) >= APART, (scheme, pair)
