"""Every page in Chromium, light, dark and on a phone: no request to another host, no error, no overflow, accessible."""

import pytest

from evidence.files import ROOT
from tests.press.browser import SCHEME, clipboard_of, opened, problems_of
from tests.press.site import NOTEBOOK_PAGE, PAGES, address, copied, read


@pytest.fixture(scope="module", params=[*PAGES, NOTEBOOK_PAGE])
def page_and_tab(request, browser, origin):
    """Each page of the site, and a tab that shows it: opened once for all that is asked of it."""
    with opened(browser, origin, address(request.param)) as tab:
        yield request.param, tab


def test_a_page_is_sound(page_and_tab):
    _, tab = page_and_tab
    assert problems_of(tab) == []


def lines(text):
    """Where an output stood, a copy has an empty line."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_the_copy_buttons_give_code_that_runs(page_and_tab, built_site):
    """They give what ``copied`` takes out of the page, and that is run by tests/press/test_copied_code.py."""
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
    """The evidence page on a tab of its own."""
    page = browser.new_page()
    page.goto(f"{origin}/evidence/")
    yield page
    page.close()


def shown(page):
    """Ids of the rows that a reader sees, and what is said of their number."""
    rows = page.locator(".evidence tr[id]:visible")
    return rows.evaluate_all("rows => rows.map(row => row.id)"), page.inner_text(
        "output"
    )


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
    table.get_by_label("Claims of").focus()
    table.keyboard.type("The question")
    rows, said = shown(table)
    assert set(rows) == of_page
    assert said == f"{len(of_page)} of {len(claims)} claims are shown."
    assert table.get_by_role("status").inner_text() == said  # a screen reader hears it
    assert table.locator(".evidence tbody th:visible").all_inner_texts() == [
        "The question"
    ]


def test_every_choice_shows_as_many_rows_as_it_says(table):
    select = table.get_by_label("Claims of")
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
    table.get_by_label("Claims of").select_option("question.md")
    few, _ = shown(table)
    hidden = everything[-1]
    assert hidden not in few
    table.evaluate("id => { location.hash = id }", hidden)
    table.wait_for_function("document.querySelector('select').value === ''")
    assert shown(table)[0] == everything
    assert in_sight(table, hidden)


def test_a_link_to_a_shown_row_keeps_the_filter(table):
    table.get_by_label("Claims of").select_option("question.md")
    few, said = shown(table)
    table.evaluate("id => { location.hash = id }", few[-1])
    table.wait_for_timeout(150)  # a filter that were lifted would be by then
    assert shown(table) == (few, said)
    assert in_sight(table, few[-1])


def test_a_link_from_another_page_leads_to_its_row(browser, origin):
    page = browser.new_page()
    page.goto(f"{origin}/reasons/1-no-real-difference/")
    page.click("#claim-bit-for-bit")
    page.wait_for_load_state()
    assert in_sight(page, "bit-for-bit")
    page.close()


def test_without_script_all_evidence_is_shown(browser, origin):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/evidence/")
        rows = page.locator(".evidence tr[id]")
        assert rows.count() == page.locator(".evidence tr[id]:visible").count() > 0
        assert not page.get_by_label("Claims of").is_visible()


def test_a_check_is_shown_as_it_was_written(browser, origin, table):
    """As text and not as a download, and its Greek as Greek."""
    row = table.locator("tr#one-label-sampling-and-kl-agree")
    page = browser.new_page()
    page.goto(row.get_by_text("its check").evaluate("link => link.href"))
    file = ROOT / "tests" / "test_short_answer.py"
    assert page.inner_text("pre").split() == file.read_text(encoding="utf-8").split()
    page.close()
