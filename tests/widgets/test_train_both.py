"""Train both: what the reader sees is what Node and Chromium found for the claims."""

import pytest

from lab.studies.browser_twins import digits, twins
from press import widgets
from tests.site.browser import until
from tests.widgets.widget_driver import numbers, opened, train_until, without

NONE = "?train-both.rate=no&train-both.epsilon=no"
STATES = ["", f"{NONE}&train-both.seed=3"]
PARTS = {
    "first": "½ initial weights",
    "rate": "½ learning rate",
    "epsilon": "2 × Adam’s epsilon",
}
ENOUGH = 30  # steps
STEPS = "document.querySelector('data[data-of=steps]')?.value"


def test_the_images_are_those_of_the_claims():
    assert widgets.digits() == digits()


def diverged(left_out):
    """The first step at which Node finds two losses that differ."""
    return twins("Node", "adam", 10, frozenset(left_out)).diverged


def test_boxes_train_again_until_all_is_equal(tab, origin):
    """The losses differ as soon as Node's do, until the last box is ticked. Boxes are ticked by keyboard."""
    with opened(tab, origin, "train-both", NONE) as page:
        start = page.get_by_role("button", name="Train both")
        for i, label in enumerate(PARTS.values()):
            with train_until(page, "diverged"):
                start.press("Enter" if i == 0 else "Space")
            assert numbers(page)["diverged"] == diverged([*PARTS][i:])
            assert page.locator(".w-apart").count() > 0
            start = page.get_by_role("checkbox", name=label)
        with train_until(page, "steps", ENOUGH):
            start.press("Space")
        assert numbers(page)["gap"] == 0
        assert page.locator(".w-apart").count() == 0 < page.locator(".w-equal").count()
        assert "every step, and all" in page.inner_text(".w-says")


@pytest.mark.slow  # the test above compares Chromium with Node, which made the record
def test_it_begins_with_a_run_that_was_recorded(tab, origin):
    """It has all losses of a run with one box unticked, which are those that the reader's browser computes."""
    with opened(tab, origin, "train-both") as page:
        recorded = numbers(page)
        assert recorded["steps"] > ENOUGH
        page.get_by_role("button", name="Train both").click()
        for so_far in ("<", "=="):
            until(page, f"{STEPS} {so_far} {recorded['steps']}")
        assert numbers(page) == recorded


def test_what_cannot_be_loaded_is_said(browser, origin):
    with without(browser, origin, "train-both", "**/*.bin") as (page, load):
        train = page.get_by_role("button", name="Train both")
        train.click()
        page.wait_for_selector("text=could not be loaded")
        load()
        with train_until(page, "steps"):
            train.click()
