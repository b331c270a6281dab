"""Every page in Chromium, light, dark and on a phone: no request to another host, no error, no overflow, accessible."""

import pytest

from evidence.files import ROOT
from press.paths import DOCS
from press.widgets import WIDGETS
from tests.site.browser import (
    ALL_BUT_COLOURS,
    AXE,
    DESK,
    HEIGHT,
    PHONE,
    RUN_AXE,
    SCHEME,
    clipboard_of,
    inaccessible,
    opened,
    problems_of,
    watch,
)
from tests.site.conftest import PROJECT
from tests.site.lost_rules import lost
from tests.site.site import NOTEBOOK_PAGE, PAGES, address, copied, read
from tests.site.weight import budgets, kibibytes

READY = ".w-on:not([aria-busy=true]) .w-picture svg"
TRAINS = "() => Number(document.querySelector('data[data-of=steps]')?.value) > 0"


@pytest.fixture(scope="module", params=[*PAGES, NOTEBOOK_PAGE])
def page_and_tab(request, browser, origin):
    """Each page of the site, and a tab that shows it: opened once for all that is asked of it."""
    with opened(browser, origin, address(request.param)) as tab:
        yield request.param, tab


def test_a_page_is_sound(page_and_tab):
    _, tab = page_and_tab
    assert problems_of(tab) == []


def test_a_page_is_as_light_as_it_was(page_and_tab, built_site, origin):
    page, tab = page_and_tab
    weight = kibibytes(built_site, origin, tab.asked)
    budget = budgets()[page]
    assert 0.5 * budget < weight <= budget, f"{page}: {weight:.1f} KiB of {budget}"


def test_no_rule_that_a_page_has_a_use_for_was_taken_out(page_and_tab, built_site):
    _, tab = page_and_tab
    (sheet,) = built_site.glob("assets/*.css")
    assert lost(tab.page, sheet.read_text(encoding="utf-8")) == set()


LONG = 24  # lines of code


def test_long_code_is_folded_and_opens(page_and_tab):
    _, tab = page_and_tab
    for block in tab.page.locator(".md-content .highlight:visible").all():
        code = block.locator("pre > code")
        shown = "code => [code.clientHeight, code.scrollHeight]"
        if block.locator("button.fold").count():
            height, whole = code.evaluate(shown)
            assert height < 0.9 * whole
            block.locator("button.fold").click()
            height, whole = code.evaluate(shown)
            assert height == whole
        elif not block.evaluate("one => one.closest('details, .output')"):
            assert len(code.inner_text().rstrip().splitlines()) <= LONG


def lines(text):
    """Where an output stood, a copy has an empty line."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_the_copy_buttons_give_code_that_runs(page_and_tab, built_site):
    """They give what ``copied`` takes out of the page, and that is run by tests/site/test_copied_code.py."""
    page, tab = page_and_tab
    given = map(lines, clipboard_of(tab.page))
    assert list(given) == list(map(lines, copied(read(built_site, page))))


@pytest.mark.parametrize(
    ("system", "scheme"), [("light", "default"), ("dark", "slate")]
)
def test_a_page_opens_in_the_colours_of_the_system(browser, origin, system, scheme):
    with browser.new_context(color_scheme=system) as context:
        page = context.new_page()
        page.goto(origin)
        assert page.evaluate(SCHEME) == scheme


@pytest.fixture
def table(browser, origin):
    """The rows of the evidence page on a tab of its own."""
    page = browser.new_page()
    page.goto(f"{origin}/evidence/")
    yield page
    page.close()


def shown(page):
    """Ids of the rows that a reader sees, and what is said of their number."""
    rows = page.locator("details[data-claim]:visible")
    claims = rows.evaluate_all("rows => rows.map(row => row.dataset.claim)")
    return claims, page.inner_text("output")


def in_sight(page, row):
    return page.evaluate(
        "id => { const box = document.getElementById(id).getBoundingClientRect();"
        " return box.height > 0 && box.top >= 0 && box.top < innerHeight; }",
        row,
    )


def test_evidence_is_filtered_by_keyboard(table, evidence):
    claims = evidence["claims"]
    everything, said = shown(table)
    assert sorted(everything) == sorted(claims)
    assert said == f"All {len(claims)} claims are shown."
    of_page = {name for name in claims if claims[name]["page"] == "question.md"}
    table.locator(".evidence-filter select").focus()
    table.keyboard.type("The question")
    rows, said = shown(table)
    assert set(rows) == of_page
    assert said == f"{len(of_page)} of {len(claims)} claims are shown."
    assert table.get_by_role("status").inner_text() == said  # a screen reader hears it
    (heading,) = table.locator(".evidence-rows h3:visible").all_inner_texts()
    assert heading.startswith("The question")


def test_every_choice_shows_as_many_rows_as_it_says(table):
    select = table.locator(".evidence-filter select")
    counts = []
    for option in select.locator("option").all():
        select.select_option(option.get_attribute("value"))
        rows, _ = shown(table)
        assert option.inner_text().endswith(f" ({len(rows)})")
        counts.append(len(rows))
    assert len(counts) > 2
    assert counts[0] == sum(counts[1:])


def test_a_link_to_a_hidden_row_leads_there(table):
    everything, _ = shown(table)
    table.locator(".evidence-filter select").select_option("question.md")
    few, _ = shown(table)
    hidden = everything[-1]
    assert hidden not in few
    table.evaluate("id => { location.hash = id }", hidden)
    table.wait_for_function(
        "() => document.querySelector('.evidence-filter select').value === ''"
    )
    assert shown(table)[0] == everything
    assert in_sight(table, hidden)


def test_evidence_is_found_by_its_words(table, evidence):
    table.get_by_label("Claims with").fill("log σ² BIT")
    rows, said = shown(table)
    assert "same-sample" in rows
    assert said == f"{len(rows)} of {len(evidence['claims'])} claims are shown."
    table.get_by_label("Claims with").fill("no such words")
    assert shown(table)[0] == []
    assert table.locator(".evidence-rows h3:visible").count() == 0


def test_a_row_opens_and_can_be_cited(table, evidence):
    row = table.locator("details[data-claim=sigma-either-way]")
    row.locator("summary").focus()
    table.keyboard.press("Enter")
    row.get_by_text("cite this claim").click()
    plain, bibtex = row.locator("pre").all_inner_texts()
    file, _, function = evidence["claims"]["sigma-either-way"]["test"].partition("::")
    made = evidence["files"][file]["provenance"]
    address = f"https://someone.github.io{PROJECT}/evidence/#sigma-either-way"
    for text in (plain, bibtex):
        for part in (made["commit"][:10] if made["clean"] else "", made["date"][:10]):
            assert part in text
        assert address in text
    assert "COMMIT" not in bibtex
    check = row.get_by_text("its check").get_attribute("href")
    assert check.endswith(f":~:text=def%20{function}%28")


def test_a_link_to_a_shown_row_keeps_the_filter(table):
    table.locator(".evidence-filter select").select_option("question.md")
    few, said = shown(table)
    table.evaluate("id => { location.hash = id }", few[-1])
    table.wait_for_timeout(150)  # a filter that were lifted would be by then
    assert shown(table) == (few, said)
    assert in_sight(table, few[-1])


BADGE = "#claim-bit-for-bit"
BOX = ".claim-box:popover-open"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_badge_opens_to_its_row(browser, origin, width):
    page = browser.new_page(viewport={"width": width, "height": HEIGHT})
    page.goto(f"{origin}/reasons/1-no-real-difference/")
    page.focus(BADGE)
    page.keyboard.press("Enter")
    said = page.locator(BOX).inner_text()
    assert "bit-for-bit" in said
    assert "rejected" in said
    assert page.evaluate("document.activeElement.matches('.claim-box')")
    box = page.locator(BOX).bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert 0 <= box["y"] <= box["y"] + box["height"] <= HEIGHT
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert list(inaccessible(page.evaluate(RUN_AXE, ALL_BUT_COLOURS))) == []
    page.keyboard.press("Escape")
    assert page.locator(BOX).count() == 0
    assert page.evaluate("document.activeElement.id") == BADGE.strip("#")
    page.click(BADGE)
    page.locator(BOX).get_by_text("its row").click()
    page.wait_for_url("**/evidence/#bit-for-bit")
    assert in_sight(page, "bit-for-bit")
    page.close()


def test_without_script_a_badge_leads_to_its_row_which_opens(browser, origin):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/reasons/1-no-real-difference/")
        page.click(BADGE)
        page.wait_for_load_state()
        rows = page.locator("details[data-claim]")
        assert rows.count() == page.locator("details[data-claim]:visible").count() > 0
        assert page.locator("#bit-for-bit").is_visible()
        assert not page.get_by_label("Claims with").is_visible()


FIRST = {  # what people search for → the page that must come first
    "KL is negative": "/practice/factor-of-two/",
    "kl too large": "/practice/factor-of-two/",
    "posterior collapse": "/practice/collapse/",
    "mixed precision": "/practice/overflow/",
    "loss is nan": "/practice/nan/",
    "σ²": "/",
    "pytorch": "/practice/frameworks/",
    "jax": "/practice/frameworks/",
    "torch.exp(0.5": "/question/",
    "reparameterization trick": "/question/",
    "softplus": "/practice/softplus/",
    "learning rate": "/practice/learning-rates/",
    "decoder variance": "/practice/decoder-variance/",
    "unbiased estimator": "/reasons/3-unbiased-estimator/",
    "natural parameters": "/reasons/4-exponential-family/",
}


def test_a_search_finds_first_what_was_meant(browser, origin):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(origin, wait_until="networkidle")
    for part in ("search_index", "/workers/search."):
        assert not any(part in address for address in asked)  # until it is needed
    page.keyboard.press("/")
    first = page.locator(".md-search-result__item > a").first
    for query, wanted in FIRST.items():
        page.fill(".md-search__input", "")
        page.keyboard.press("End")  # which Material waits for
        first.wait_for(state="detached")
        page.fill(".md-search__input", query)
        page.keyboard.press("End")
        assert first.evaluate("link => link.href.split('?')[0]") == origin + wanted, (
            query
        )
    page.close()


@pytest.mark.parametrize("address", ["/gone/", "/reasons/gone/deeper"])
def test_a_missing_page_helps(browser, origin, built_site, address):
    with browser.new_context() as context:
        page = context.new_page()
        problems = watch(page, origin)
        page.goto(origin + address)
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


def test_nothing_lies_beside_the_project(browser, origin):
    """Else an address that forgets the project's path would not be seen."""
    page = browser.new_page()
    host, _, _ = origin.rpartition("/")
    assert page.goto(f"{host}/question/").status == 404
    page.close()


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_comes_to_life(browser, origin, name):
    call = f'widget("{name}"'
    page_of = next(page for page in PAGES if call in (DOCS / page).read_text("utf-8"))
    with opened(browser, origin, address(page_of)) as tab:
        place = f"[data-widget={name}]"
        tab.page.locator(place).scroll_into_view_if_needed()
        tab.page.wait_for_selector(place + READY)
        if name == "train-both":  # in a worker
            tab.page.locator(f"{place} .w-strong").click()
            tab.page.wait_for_function(TRAINS)
        assert tab.problems == []


def test_a_check_is_shown_as_it_was_written(browser, origin, table):
    """As text and not as a download, and its Greek as Greek."""
    row = table.locator("details[data-claim=one-label-sampling-and-kl-agree]")
    row.locator("summary").click()
    page = browser.new_page()
    page.goto(row.get_by_text("its check").evaluate("link => link.href"))
    file = ROOT / "tests/claims/test_index.py"
    assert page.inner_text("pre").split() == file.read_text(encoding="utf-8").split()
    page.close()
