"""A reader chooses a framework once: the choice holds on every page and after a reload."""

import pytest

from tests.site.browser import opened
from tests.site.site import FIRST

LAST = "JAX"
CHOSEN = """() => [...document.querySelectorAll(".tabbed-set")].map((set) =>
  [...set.querySelectorAll("label")].find((label) => label.control.checked).textContent)"""


@pytest.fixture
def page(browser, origin):
    with opened(browser, origin, "/practice/nan/") as tab:
        yield tab.page


def test_a_choice_holds_everywhere_also_in_folds_that_open_later(page, origin):
    """What was pressed stays where it is."""
    tab = page.locator(".tabbed-labels label:visible", has_text=LAST).last
    tab.scroll_into_view_if_needed()
    before = tab.bounding_box()["y"]
    tab.click()
    assert {*page.evaluate(CHOSEN)} == {LAST}
    assert abs(tab.bounding_box()["y"] - before) <= 1
    fold = page.locator("details", has=page.locator(".tabbed-set")).first
    fold.locator("summary").first.click()
    assert "jax" in fold.locator(".tabbed-block:visible").first.inner_text()
    page.goto(f"{origin}/")
    assert {*page.evaluate(CHOSEN)} == {LAST}
    assert page.locator(".tabbed-block:visible").count() == 1
    page.locator(".tabbed-set input:checked").focus()
    page.keyboard.press("ArrowRight")  # from the last to the first
    page.reload()
    assert {*page.evaluate(CHOSEN)} == {FIRST}
