"""Every page in Chromium, light, dark and on a phone: no request to another host, no error, no overflow, accessible."""

import json

import pytest

from evidence.files import ROOT
from tests.site.browser import (
    ARTICLE,
    COPIED,
    COPY,
    DESK,
    HEIGHT,
    OPEN_FOLDS,
    PHONE,
    SCHEME,
    WHOLE,
    opened,
    problems_of,
    problems_of_part,
)
from tests.site.fonts import SHOWN, lacking
from tests.site.site import ALL as ALL_PAGES
from tests.site.site import NOTEBOOK_PAGE, address, copied, read
from tests.site.weight import budgets, kibibytes
from tests.widgets.widget_driver import train_until

WIDGET = "[data-widget]"
ALIVE = ".w-on:not([aria-busy=true]):has(.w-picture svg)"
LONG = 24  # lines of code
# Code that is long and not folded, or folded and does not open, and Python without its one copy button; one line each.
FAULTS_OF_CODE = """([long, copy]) => [...document.querySelectorAll(".md-content .highlight")].flatMap((block) => {
  const [code, button] = ["pre > code", ".fold"].map((each) => block.querySelector(each));
  const isPython = block.matches(".language-python, .language-pycon");
  if (isPython && block.querySelectorAll(copy).length !== 1) return ["Python that has not one copy button"];
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


# axe-core is the slowest check. `make test` runs it on one page of each kind, and `make test SLOW=1` on all pages.
WITH_AXE = {
    "index.md",  # the front page, and the widget that trains
    "question.md",  # figures, widgets, formulas, folds, and code in tabs
    "evidence.md",  # rows, and their filter
}
VISITS = [
    *((name, name in WITH_AXE) for name in ALL_PAGES),
    *(
        pytest.param(name, True, marks=pytest.mark.slow)
        for name in ALL_PAGES
        if name not in WITH_AXE
    ),
]
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


def lines(text):
    """The lines of code; where an output was, a copy has an empty line."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def bring_widgets_to_life(page):
    """Scroll to each widget of the page, and use the one that trains."""
    for widget in page.locator(WIDGET).all():
        widget.scroll_into_view_if_needed()
        widget.and_(page.locator(ALIVE)).wait_for()
    if page.locator("[data-widget=train-both]").count():  # in a worker
        with train_until(page, "steps"):
            page.locator(".w-strong").click()


def test_each_page_has_a_budget(built_site):
    assert budgets().keys() == {*ALL_PAGES}
    lighthouse = json.loads((ROOT / "tests/speed/budgets.json").read_text())
    for page in lighthouse["performance"]:
        assert (built_site / page / "index.html").is_file(), page


@pytest.mark.parametrize(("name", "with_axe"), VISITS)
def test_a_page_is_sound(context, origin, built_site, name, with_axe):
    """In one visit: its weight, its fonts, its folded code, its widgets, its copy buttons, its looks."""
    with opened(context, origin, address(name)) as tab:
        page = tab.page
        weight, budget = kibibytes(built_site, origin, tab.asked), budgets()[name]
        assert 0.5 * budget < weight <= budget, f"{weight:.1f} KiB of {budget}"
        assert [*lacking(built_site, page.evaluate(SHOWN))] == []
        assert page.evaluate(FAULTS_OF_CODE, [LONG, COPY]) == []
        bring_widgets_to_life(page)
        page.evaluate(OPEN_FOLDS)
        if name in WITH_CODE_OF_EVERY_KIND:
            code = copied(read(built_site, name))  # which test_copied_code.py runs
            assert [*map(lines, page.evaluate(COPIED, COPY))] == [*map(lines, code)]
        part = WHOLE if name in WITH_ALL_OF_THE_THEME else ARTICLE
        assert problems_of(tab, part, with_axe) == []


def test_a_page_has_the_colours_of_the_system_until_the_reader_chooses(browser, origin):
    place = address("practice/frameworks.md")
    with opened(browser, origin, place, color_scheme="dark") as tab:
        page = tab.page
        assert page.evaluate(SCHEME) == "slate"
        page.bring_to_front()  # in the background it draws no frames
        page.emulate_media(color_scheme="light")
        page.wait_for_selector("[data-md-color-scheme=default]")  # in the next frame
        page.get_by_role("button", name="Switch between light and dark").click()
        page.reload()
        assert page.evaluate(SCHEME) == "slate"


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


def test_the_evidence_is_filtered(page, origin, evidence):
    claims = evidence["claims"]
    page.goto(f"{origin}/evidence/")
    pages = {claim["page"] for claim in claims.values()}
    assert shown(page) == ([], f"{len(claims)} claims on {len(pages)} pages")
    assert page.locator("details[data-claim]").count() == len(claims)
    field = page.get_by_label("Show claims with")
    field.fill("log σ² BIT")
    rows, said = shown(page)
    assert "same-sample" in rows
    assert said == f"{len(rows)} of {len(claims)} are shown."
    assert page.get_by_role("status").inner_text() == said  # a screen reader hears it
    field.fill("no such words")
    assert shown(page)[0] == []
    assert page.locator(".evidence-rows h3:visible").count() == 0
    field.fill("")
    assert page.locator(".evidence-rows h3:visible").count() == len(pages)


def test_a_row_opens_to_its_address_and_its_check(page, origin):
    """By keyboard. The check is shown as it was written: as text and not as a download, and its Greek as Greek."""
    claim = "one-label-sampling-and-kl-agree"
    page.goto(f"{origin}/evidence/")
    row = page.locator(f"details[data-claim={claim}]")
    row.evaluate("row => (row.closest('details[data-page]').open = true)")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.get_by_text("copy BibTeX").wait_for()  # test_citations.py cites them all
    assert page.evaluate("location.hash") == f"#{claim}"
    check = row.get_by_text("its check").evaluate("link => link.href")
    assert check.endswith(f":~:text=def%20test_{claim.replace('-', '_')}%28")
    page.goto(check)
    file = ROOT / "tests" / "claims" / "test_index.py"
    assert page.inner_text("pre").split() == file.read_text(encoding="utf-8").split()


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
    page.keyboard.press("Escape")
    assert page.locator(BOX).count() == 0
    assert page.evaluate("document.activeElement.id") == BADGE.strip("#")
    page.click(BADGE)
    page.locator(BOX).wait_for()
    assert problems_of_part(page, ".claim-box") == []
    page.locator(BOX).get_by_text("its row").click()
    page.wait_for_url("**/evidence/#bit-for-bit")
    assert in_sight(page, "bit-for-bit")


def test_without_script_links_lead_on(browser, origin):
    """A badge to its row, which opens, and a page's menu to its Markdown."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/reasons/1-no-real-difference/")
        page.click(".page-menu")
        (link,) = page.locator("#page-menu a:visible").all()
        assert link.get_attribute("href") == "index.md"
        page.click(BADGE)
        page.wait_for_load_state()
        assert page.locator("details[data-page]:visible").count() > 1
        assert page.locator("#bit-for-bit").is_visible()
        assert not page.get_by_label("Show claims with").is_visible()
