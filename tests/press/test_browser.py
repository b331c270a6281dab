"""Every page in Chromium, light, dark and on a phone: no request to another host, no error, no overflow, accessible."""

import pytest

from tests.press.browser import clipboard_of, problems_of
from tests.press.site import (
    NOTEBOOK_PAGE,
    PAGES,
    PAGES_WITH_CODE,
    address,
    copied,
    read,
)


@pytest.mark.parametrize("page", [*PAGES, NOTEBOOK_PAGE])
def test_a_page_is_sound(browser, origin, page):
    assert problems_of(browser, origin, address(page)) == {}


def lines(text):
    """Where an output stood, a copy has an empty line."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("page", [*PAGES_WITH_CODE, NOTEBOOK_PAGE])
def test_the_copy_button_gives_code_that_runs(browser, origin, built_site, page):
    """It gives what ``copied`` takes out of the page, and that is run by tests/press/test_copied_code.py."""
    given = map(lines, clipboard_of(browser, origin + address(page)))
    assert list(given) == list(map(lines, copied(read(built_site, page))))
