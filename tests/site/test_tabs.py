"""A reader chooses a framework once: the choice holds on every page and after a reload."""

import pytest

from tests.site.site import FIRST, address

FIRST_PAGE, OTHER_PAGE = "index.md", "question.md"
OTHER = "PyTorch"  # the second
CHOSEN = """() => [...document.querySelectorAll(".tabbed-set")].map((set) =>
  [...set.querySelectorAll("label")].find((label) => label.control.checked).innerText)"""


def choices(page):
    """The label that is chosen in each set of tabs, and the labels of what can be seen in them."""
    seen = page.locator(".tabbed-block:visible").count()
    chosen = page.evaluate(CHOSEN)
    assert seen == len(chosen) > 0
    return set(chosen)


@pytest.fixture
def page(browser, origin):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(origin + address(FIRST_PAGE))
        yield page


def test_a_choice_holds_everywhere_also_in_details_that_open_later(page, origin):
    page.locator(".tabbed-labels label", has_text=OTHER).first.click()
    page.wait_for_function(f"() => ({CHOSEN})().every((each) => each === '{OTHER}')")
    page.goto(origin + address(OTHER_PAGE))
    assert choices(page) == {OTHER}
    page.goto(f"{origin}/practice/nan/")
    details = page.locator("details", has=page.locator(".tabbed-set")).first
    details.locator("summary").first.click()
    page.wait_for_function(
        f"() => ({CHOSEN})().every((each) => each === '{OTHER}' || !each)"
    )
    assert details.locator(".tabbed-block:visible").count() > 0
    assert "torch" in details.locator(".tabbed-block:visible").first.inner_text()


def test_a_choice_is_made_with_the_keyboard_and_survives_a_reload(page):
    assert choices(page) == {FIRST}
    page.locator(".tabbed-set input").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => ({CHOSEN})().every((each) => each === '{OTHER}')")
    page.reload()
    assert choices(page) == {OTHER}
