"""Each claim has citations, which are escaped for TeX, and each page can be copied."""

import re

import pytest

from tests.site.browser import HEIGHT, PHONE, opened, problems_of_part
from tests.site.site import HOME

# Opens and cites all rows at once, and nothing is drawn meanwhile: laying them out would take most of a minute.
CITE_EACH = """async () => {
  const cited = {};
  navigator.clipboard.writeText = async (text) => cited[Object.keys(cited).at(-1)].push(text);
  document.documentElement.style.contentVisibility = "hidden";
  const rows = [...document.querySelectorAll("details[data-claim]")];
  const buttons = (row) => [...row.querySelectorAll(".run + p button")];
  for (const row of rows) row.open = true;
  while (!rows.every((row) => buttons(row).length)) await new Promise((done) => setTimeout(done));
  for (const row of rows) {
    cited[row.dataset.claim] = [];
    for (const button of buttons(row)) button.click();
  }
  return cited;
}"""


@pytest.fixture(scope="module")
def cited(browser, origin):
    """{claim: its plain citation and its BibTeX} of every row."""
    with opened(browser, origin, "/evidence/") as tab:
        return tab.page.evaluate(CITE_EACH)


def test_every_row_can_be_cited(cited, evidence):
    assert cited.keys() == evidence["claims"].keys()
    for name, (plain, bibtex) in cited.items():
        file, _, _ = evidence["claims"][name]["test"].partition("::")
        made = evidence["files"][file]["provenance"]
        commit = made["commit"][:10] if made["clean"] else "uncommitted"
        address = f"{HOME}evidence/#{name}"
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
    phone = {"width": PHONE, "height": HEIGHT}
    allowed = ["clipboard-read", "clipboard-write"]
    options = {"viewport": phone, "permissions": allowed}
    with opened(browser, origin, "/practice/frameworks/", **options) as tab:
        page = tab.page
        menu = page.locator(".page-menu")
        menu.press("Enter")
        box = page.locator("#page-menu").bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE
        page.get_by_role("button", name="Copy page as Markdown").click()
        page.get_by_role("button", name="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        file = built_site / "practice/frameworks/index.md"
        assert copied == file.read_text(encoding="utf-8")
        page.keyboard.press("Escape")
        assert not page.locator("#page-menu").is_visible()
        menu.press("Enter")
        assert problems_of_part(page, "#page-menu") == []
        assert tab.problems == []
