"""Train both: what the reader sees is what Node and Chromium found for the claims."""

import numpy as np
import pytest

from lab.studies.browser_twins import digits, twins
from press import widgets
from tests.widgets.widget_driver import numbers, opened, without

STATES = ["", "?train-both.rate=yes&train-both.seed=3"]
PARTS = {
    "first": "½ initial weights",
    "rate": "½ learning rate",
    "epsilon": "2 × Adam’s epsilon",
}
STEPS = "data[data-of=steps]"
DIVERGED = "data[data-of=diverged]"
ENOUGH = 60  # steps


def train(page, until):
    page.get_by_role("button", name="Train both").click()
    page.wait_for_selector(until, timeout=60_000)


def test_the_images_are_those_of_the_claims():
    assert widgets.digits() == digits()


def test_boxes_train_again_until_all_is_equal(browser, origin):
    """Without a box the losses differ at once. The last box is ticked by keyboard, and all is equal."""
    with opened(browser, origin, "train-both") as page:
        train(page, DIVERGED)
        assert numbers(page)["diverged"] == 1
        assert page.locator(".w-apart").count() > 0
        for label in PARTS.values():
            page.get_by_role("checkbox", name=label).focus()
            page.keyboard.press("Space")
        page.wait_for_function(
            f"Number(document.querySelector('{STEPS}')?.value) > {ENOUGH}",
            timeout=60_000,
        )
        assert numbers(page)["gap"] == 0
        assert page.locator(".w-apart").count() == 0 < page.locator(".w-equal").count()
        assert "every step, and all" in page.inner_text(".w-says")


def test_what_cannot_be_loaded_is_said(browser, origin):
    with without(browser, origin, "train-both", "**/digits.bin") as (page, load):
        train(page, "text=could not be loaded")
        load()
        train(page, STEPS)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_left_out_makes_them_diverge(browser, origin, part):
    losses = twins("Node", "adam", 10, frozenset({part})).losses
    expected = np.flatnonzero(losses[0] != losses[1])[0] + 1
    query = "&".join(f"train-both.{each}=yes" for each in PARTS if each != part)
    with opened(browser, origin, "train-both", f"?{query}") as page:
        train(page, DIVERGED)
        assert numbers(page)["diverged"] == expected
