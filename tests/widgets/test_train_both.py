"""Train both: what the reader sees is what Node and Chromium found for the claims."""

import numpy as np
import pytest

from lab.studies.browser_twins import digits, twins
from press import widgets
from tests.widgets.widget_driver import READY, numbers, opened, walk

STATES = [
    "",
    "?train-both.optimizer=sgd&train-both.rate=no&train-both.seed=3",
]
ENOUGH = 60  # steps
COUNT = "data[data-of=steps]"


def train(page, until):
    page.get_by_role("button", name="Train").click()
    page.wait_for_selector(until, timeout=60_000)


def test_the_images_are_those_of_the_claims():
    assert widgets.digits() == digits()


def test_with_the_recipe_all_is_equal(browser, origin):
    with opened(browser, origin, "train-both") as page:
        train(page, COUNT)
        page.wait_for_function(
            f"Number(document.querySelector('{COUNT}').value) > {ENOUGH}",
            timeout=60_000,
        )
        page.get_by_role("button", name="Stop").click()
        assert "every loss and every weight equal" in page.inner_text(".w-says")
        found = numbers(page)
        assert found["gap"] == 0
        assert found["steps"] > ENOUGH
        assert page.locator(".w-apart").count() == 0 < page.locator(".w-equal").count()
        flag = page.locator(".w-flag line")
        guessed = flag.get_attribute("x1")
        walk(page, [{"I guess: they part": 0}])  # too late for this run
        assert flag.get_attribute("x1") == guessed


def test_what_cannot_be_loaded_is_said(browser, origin):
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/digits.bin", lambda route: route.abort())
        page.goto(f"{origin}/train-both.html")
        page.wait_for_selector(READY)
        train(page, "text=could not be loaded")
        page.unroute("**/digits.bin")
        train(page, COUNT)


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("part", ["first", "rate", "epsilon"])
def test_each_part_left_out_parts_them(browser, origin, part, optimizer):
    if (part, optimizer) == ("epsilon", "sgd"):
        pytest.skip("SGD has no ε")
    losses = twins("Node", optimizer, 10, frozenset({part})).losses
    expected = np.flatnonzero(losses[0] != losses[1])[0] + 1
    query = f"?train-both.{part}=no&train-both.optimizer={optimizer}"
    with opened(browser, origin, "train-both", query) as page:
        assert page.locator(".w-check input:visible:not(:checked)").count() == 1
        train(page, "data[data-of=parted]")
        assert numbers(page)["parted"] == expected


def test_by_keyboard(browser, origin):
    with opened(browser, origin, "train-both") as page:
        guess = page.get_by_role("slider")
        guess.focus()
        page.keyboard.press("End")
        assert guess.get_attribute("aria-valuetext") == "never"
        page.get_by_role("checkbox", name="half the first weights").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Train").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("data[data-of=parted]", timeout=60_000)
        assert numbers(page)["parted"] == 1
