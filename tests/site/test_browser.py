"""Every page in Chromium, light, dark and on a phone: no request to another host, no error, no overflow, accessible."""

import json

import pytest

from evidence.files import ROOT
from tests.site.browser import (
    ALL,
    ARTICLE,
    COPIED,
    COPY,
    DESK,
    HEIGHT,
    OPEN_FOLDS,
    PHONE,
    SCHEME,
    WHOLE,
    in_words,
    opened,
    problems_of,
    run_axe,
    watch,
)
from tests.site.fonts import SHOWN, lacking
from tests.site.site import ALL as ALL_PAGES
from tests.site.site import NOTEBOOK_PAGE, address, copied, read
from tests.site.weight import budgets, kibibytes

WIDGET = "[data-widget]"
ALIVE = ".w-on:not([aria-busy=true]):has(.w-picture svg)"
TRAINS = "() => Number(document.querySelector('data[data-of=steps]')?.value) > 0"
LONG = 24  # lines of code
# Code that is long and not folded, or folded and does not open; one line each.
FOLD_FAULTS = """(long) => [...document.querySelectorAll(".md-content .highlight")].flatMap((block) => {
  const [code, button] = ["pre > code", ".fold"].map((each) => block.querySelector(each));
  if (!block.checkVisibility()) return [];
  const count = code.innerText.trimEnd().split("\\n").length;
  if (!button && (count <= long || block.closest("details, .output"))) return [];
  if (!button) return `${count} lines of code are not folded`;
  const heights = () => [code.clientHeight, code.scrollHeight];
  const [folded, whole] = heights();
  button.click();
  const [opened, now] = heights();
  return folded < 0.9 * whole && opened === now ? [] : `code of ${whole} px: ${folded} px folded, ${opened} px opened`;
})"""


# The theme differs only between the front page and all others, and the function of the copy buttons is the same on every page.
# So one page of each kind is looked at as a whole, and buttons are pressed where there is code of every kind: in tabs, in folds, with prompts and outputs, in a notebook.
WITH_ALL_OF_THE_THEME = {"index.md", "reasons/1-no-real-difference.md"}
WITH_CODE_OF_EVERY_KIND = {"practice/nan.md", NOTEBOOK_PAGE}


@pytest.fixture(scope="module")
def context(browser):
    """One for all pages, so that what they share is loaded once."""
    with browser.new_context(viewport={"width": DESK, "height": HEIGHT}) as context:
        yield context


@pytest.fixture(scope="module")
def page(context):
    return context.new_page()


@pytest.fixture(scope="module")
def looks():
    """The colours that axe-core has judged on some page."""
    return {}


def lines(text):
    """The lines of code; where an output was, a copy has an empty line."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def bring_widgets_to_life(page):
    """Scroll to each widget of the page, and use the one that trains."""
    for widget in page.locator(WIDGET).all():
        widget.scroll_into_view_if_needed()
        widget.and_(page.locator(ALIVE)).wait_for()
    if page.locator("[data-widget=train-both]").count():  # in a worker
        page.locator(".w-strong").click()
        page.wait_for_function(TRAINS)
        page.locator(".w-strong").click()  # it stops


def test_each_page_has_a_budget(built_site):
    assert budgets().keys() == {*ALL_PAGES}
    lighthouse = json.loads((ROOT / "tests/speed/budgets.json").read_text())
    for page in lighthouse["performance"]:
        assert (built_site / page / "index.html").is_file(), page


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_page_is_sound(context, looks, origin, built_site, name):
    """In one visit: its weight, its fonts, its folded code, its widgets, its copy buttons, its looks."""
    with opened(context, origin, address(name)) as tab:
        page = tab.page
        weight, budget = kibibytes(built_site, origin, tab.asked), budgets()[name]
        assert 0.5 * budget < weight <= budget, f"{weight:.1f} KiB of {budget}"
        assert [*lacking(built_site, page.evaluate(SHOWN))] == []
        assert page.evaluate(FOLD_FAULTS, LONG) == []
        bring_widgets_to_life(page)
        page.evaluate(OPEN_FOLDS)
        code = copied(read(built_site, name))  # which test_copied_code.py runs
        assert page.locator(COPY).count() == len(code)
        if name in WITH_CODE_OF_EVERY_KIND:
            assert [*map(lines, page.evaluate(COPIED, COPY))] == [*map(lines, code)]
        part = WHOLE if name in WITH_ALL_OF_THE_THEME else ARTICLE
        assert problems_of(tab, part, looks) == []


def test_a_page_has_the_colours_of_the_system_until_the_reader_chooses(browser, origin):
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(origin)
        assert page.evaluate(SCHEME) == "slate"
        page.emulate_media(color_scheme="light")
        page.wait_for_function(f"{SCHEME} === 'default'")  # told with the next frame
        page.get_by_role("button", name="Switch between light and dark").click()
        page.reload()
        assert page.evaluate(SCHEME) == "slate"


@pytest.fixture
def table(page, origin):
    """The evidence page with all of its rows shown, and none of them open."""
    if page.url.partition("#")[0] != f"{origin}/evidence/":
        page.goto(f"{origin}/evidence/")
    page.evaluate("location.hash = ''")
    page.get_by_label("Show claims with").fill("")
    page.evaluate(
        """document.querySelectorAll("article details").forEach((one) => (one.open = one.matches("[data-page]")))"""
    )
    return page


ROWS = """[...document.querySelectorAll("details[data-claim]")]
  .filter((row) => row.checkVisibility()).map((row) => row.dataset.claim)"""


def shown(page):
    """Ids of the rows that a reader sees, and what is said of their number."""
    return page.evaluate(ROWS), page.inner_text("output")


def in_sight(page, row):
    return page.evaluate(
        "id => { const box = document.getElementById(id).getBoundingClientRect();"
        " return box.height > 0 && box.top >= 0 && box.top < innerHeight; }",
        row,
    )


def test_all_evidence_is_there(browser, origin, evidence):
    page = browser.new_page()
    page.goto(f"{origin}/evidence/")
    claims = evidence["claims"]
    pages = {claim["page"] for claim in claims.values()}
    said = page.get_by_role("status").inner_text()
    assert said == f"{len(claims)} claims on {len(pages)} pages"
    assert page.locator("details[data-claim]").count() == len(claims)
    page.close()


def test_evidence_is_found_by_its_words(table, evidence):
    field = table.get_by_label("Show claims with")
    field.fill("log σ² BIT")
    rows, said = shown(table)
    assert "same-sample" in rows
    assert said == f"{len(rows)} of {len(evidence['claims'])} are shown."
    assert table.get_by_role("status").inner_text() == said  # a screen reader hears it
    field.fill("no such words")
    assert shown(table)[0] == []
    assert table.locator(".evidence-rows h3:visible").count() == 0
    field.fill("")
    assert table.locator(".evidence-rows h3:visible").count() > 1


def test_a_row_opens_to_its_address_and_its_check(table, evidence):
    row = table.locator("details[data-claim=sigma-either-way]")
    row.locator("summary").focus()
    table.keyboard.press("Enter")
    row.get_by_text("copy BibTeX").wait_for()  # test_citations.py cites them all
    assert table.evaluate("location.hash") == "#sigma-either-way"
    _, _, function = evidence["claims"]["sigma-either-way"]["test"].partition("::")
    check = row.get_by_text("its check").get_attribute("href")
    assert check.endswith(f":~:text=def%20{function}%28")


BADGE = "#claim-bit-for-bit"
BOX = ".claim-box:popover-open"


def test_a_badge_opens_to_its_row(page, origin):
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    page.goto(f"{origin}/reasons/1-no-real-difference/")
    page.focus(BADGE)
    page.keyboard.press("Enter")
    said = page.locator(BOX).inner_text()
    assert "bit-for-bit" in said
    assert "rejected" in said
    assert page.evaluate("document.activeElement.matches('.claim-box')")
    box = page.locator(BOX).bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE
    assert 0 <= box["y"] <= box["y"] + box["height"] <= HEIGHT
    assert [*in_words(run_axe(page, ".claim-box", ALL))] == []
    page.keyboard.press("Escape")
    assert page.locator(BOX).count() == 0
    assert page.evaluate("document.activeElement.id") == BADGE.strip("#")
    page.click(BADGE)
    page.locator(BOX).get_by_text("its row").click()
    page.wait_for_url("**/evidence/#bit-for-bit")
    assert in_sight(page, "bit-for-bit")


def test_without_script_a_badge_leads_to_its_row_which_opens(browser, origin):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/reasons/1-no-real-difference/")
        page.click(BADGE)
        page.wait_for_load_state()
        assert page.locator("details[data-page]:visible").count() > 1
        assert page.locator("#bit-for-bit").is_visible()
        assert not page.get_by_label("Show claims with").is_visible()


def test_a_missing_page_helps(browser, origin, built_site):
    with browser.new_context() as context:
        page = context.new_page()
        problems = watch(page, origin)
        page.goto(f"{origin}/reasons/gone/deeper")
        links = page.locator("article a").evaluate_all("all => all.map((a) => a.href)")
        assert len(links) > 4
        for link in links:
            assert link.startswith(origin)
            inside = link.removeprefix(origin).strip("/")
            assert (built_site / inside / "index.html").is_file()
        page.keyboard.press("/")  # and it is whole: its script and its styles are there
        page.fill(".md-search__input", "softplus")
        page.keyboard.press("End")
        page.locator(".md-search-result__item > a").first.wait_for()
        (missing,) = problems  # Chromium complains of the page itself
        assert "status of 404" in missing


def test_a_check_is_shown_as_it_was_written(browser, origin, table):
    """As text and not as a download, and its Greek as Greek."""
    row = table.locator("details[data-claim=one-label-sampling-and-kl-agree]")
    row.locator("summary").click()
    page = browser.new_page()
    page.goto(row.get_by_text("its check").evaluate("link => link.href"))
    file = ROOT / "tests" / "claims" / "test_index.py"
    assert page.inner_text("pre").split() == file.read_text(encoding="utf-8").split()
    page.close()
