"""Each claim has an address that opens its row, and citations that are escaped for TeX; each page can be copied."""

import re

import pytest

from tests.site.browser import ALL, HEIGHT, PHONE, in_words, run_axe, watch
from tests.site.conftest import PROJECT

# One row at a time is drawn, because laying out all of them takes most of a minute.
CITE_EACH = """async () => {
  const cited = {};
  navigator.clipboard.writeText = async (text) => cited[Object.keys(cited).at(-1)].push(text);
  const rows = [...document.querySelectorAll("details[data-claim]")];
  for (const row of rows) row.style.display = "none";
  for (const row of rows) {
    row.style.display = "block";
    location.hash = row.dataset.claim;
    const buttons = () => [...row.querySelectorAll(".run + p button")];
    while (!(row.open && buttons().length)) await new Promise((done) => setTimeout(done));
    cited[row.dataset.claim] = [];
    for (const button of buttons()) button.click();
    row.style.display = "none";
  }
  return cited;
}"""


@pytest.fixture(scope="module")
def cited(browser, origin):
    """{claim: its plain citation and its BibTeX} of every row, after its address has opened it."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/evidence/")
        return page.evaluate(CITE_EACH)


def test_every_address_opens_its_row_which_can_be_cited(cited, evidence):
    assert cited.keys() == evidence["claims"].keys()
    for name, (plain, bibtex) in cited.items():
        file, _, _ = evidence["claims"][name]["test"].partition("::")
        made = evidence["files"][file]["provenance"]
        commit = made["commit"][:10] if made["clean"] else "uncommitted"
        address = f"https://someone.github.io{PROJECT}/evidence/#{name}"
        for part in ("The authors", "ersion 1.", commit, made["date"][:10], address):
            assert part in plain
            assert part in bibtex


def test_titles_are_escaped_for_tex(cited):
    """pdflatex rejects what is not ASCII, or drops it, and BibTeX counts braces."""
    for _, bibtex in cited.values():
        (title,) = re.findall(r"title        = \{(.*)\},", bibtex)
        assert title.isascii(), title
        outside = re.sub(r"\$[^$]*\$", "", title)
        assert not re.search(r"(?<!\\)[%_&#^$]", outside), title
        assert bibtex.count("{") == bibtex.count("}")


def test_a_page_is_copied_as_markdown(browser, origin, built_site):
    allowed = ["clipboard-read", "clipboard-write"]
    with browser.new_context(permissions=allowed) as context:
        page = context.new_page()
        page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        problems = watch(page, origin)
        page.goto(f"{origin}/question/")
        page.focus(".page-menu")
        page.keyboard.press("Enter")
        assert [*in_words(run_axe(page, "#page-menu", ALL))] == []
        box = page.locator("#page-menu").bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE
        page.get_by_role("button", name="Copy page as Markdown").click()
        page.get_by_role("button", name="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == (built_site / "question/index.md").read_text(encoding="utf-8")
        page.keyboard.press("Escape")
        assert not page.locator("#page-menu").is_visible()
        assert problems == []


def test_without_script_the_menu_leads_to_the_markdown(browser, origin):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/question/")
        page.click(".page-menu")
        (link,) = page.locator("#page-menu a:visible").all()
        assert link.get_attribute("href") == "index.md"
