"""Read h: its σ is Python's, by hand and by keyboard."""

import math

import numpy as np
import pytest

from snippets.parameterization import log_std
from tests.widgets.widget_driver import numbers, press, wait_for_query, walk

NAMES = {
    "log_variance": "log σ²",
    "log_std": "log σ",
    "softplus_std": "softplus",
    "raw_variance": "σ² itself",
}
STATES = [
    "",
    "?read-h.as=log_std&read-h.h=2.5",
    "?read-h.as=raw_variance&read-h.h=-1",
]
RAW = np.round(np.arange(-4, 4.01, 0.5), 1)


@pytest.mark.parametrize("name", NAMES)
def test_sigma_is_pythons(page, name):
    states = [{NAMES[name]: True, "h": h} for h in RAW.tolist()]
    found = [shown["σ"] for shown in walk(page, states)]
    expected = np.exp(log_std(RAW, name).numpy())
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_by_keyboard(page):
    page.keyboard.press("Tab")  # to the labels
    page.keyboard.press("ArrowRight")
    assert numbers(page)["σ"] == pytest.approx(math.exp(-2))
    page.keyboard.press("Tab")  # to h
    page.keyboard.press("ArrowRight")
    assert numbers(page)["σ"] == pytest.approx(math.exp(-1.9))
    slider = page.get_by_role("slider", name="h", exact=True)
    assert slider.get_attribute("aria-valuetext") == "−1.9, σ is 0.15"
    page.keyboard.press("End")
    assert numbers(page)["σ"] == pytest.approx(math.exp(4))


def test_a_raw_variance_dies_below_zero(page):
    (found,) = walk(page, [{NAMES["raw_variance"]: True, "h": -1.5}])
    assert math.isnan(found["σ"])
    assert "no such σ" in page.inner_text(".w-picture")
    press(page, "log σ")
    wait_for_query(page, "?read-h.as=log_std&read-h.h=-1.5")
    assert "no such σ" not in page.inner_text(".w-picture")
