"""A reader chooses a framework once: the choice holds on every page and after a reload."""

import pytest

from tests.site.site import FRAMEWORKS, address

FIRST_PAGE, OTHER_PAGE = "index.md", "question.md"
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


@pytest.mark.parametrize("framework", [*FRAMEWORKS][1:])
def test_a_choice_holds_everywhere_and_survives_a_reload(page, origin, framework):
    page.locator(".tabbed-labels label", has_text=framework).first.click()
    page.wait_for_function(
        f"() => ({CHOSEN})().every((each) => each === '{framework}')"
    )
    page.reload()
    assert choices(page) == {framework}
    page.goto(origin + address(OTHER_PAGE))
    assert choices(page) == {framework}


def test_a_choice_is_made_with_the_keyboard(page):
    first, second, _ = FRAMEWORKS
    assert choices(page) == {first}
    page.locator(".tabbed-set input").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => ({CHOSEN})().every((each) => each === '{second}')")
    page.reload()
    assert choices(page) == {second}


def test_a_choice_holds_in_details_that_open_later(page, origin):
    page.locator(".tabbed-labels label", has_text="PyTorch").first.click()
    page.goto(f"{origin}/practice/nan/")
    details = page.locator("details", has=page.locator(".tabbed-set")).first
    details.locator("summary").first.click()
    page.wait_for_function(
        f"() => ({CHOSEN})().every((each) => each === 'PyTorch' || !each)"
    )
    assert details.locator(".tabbed-block:visible").count() > 0
    assert "torch" in details.locator(".tabbed-block:visible").first.inner_text()
