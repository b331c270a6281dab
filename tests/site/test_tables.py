"""The survey and the list of sources: they are complete, and what they hold is escaped."""

import pytest

from press.paths import DOCS
from press.tables import conventions, references
from press.tables.conventions import OUTPUTS, SCHEMA, address, count, read, table
from press.tables.records import entry

ROW = {
    "name": "A project",
    "kind": "codebase",
    "role": "VAE",
    "output": "log_std",
    "limits": "none",
    "start": "1",
    "source": "owner/project@0123abcd:folder/file.py",
}
PAPER = ROW | {"name": "A paper", "kind": "paper", "source": "Section 2", "link": "https://arxiv.org/abs/1312.6114"}  # fmt: skip


def test_counts_add_up():
    rows = read()
    assert sum(count(rows, output=output) for output in OUTPUTS) == len(rows)
    assert sum(count(rows, kind=kind) for kind in conventions.KINDS) == len(rows)
    assert count([entry(ROW, SCHEMA)], output="log_std", kind="codebase") == 1


def test_a_source_on_github_has_its_link():
    blob = "https://github.com/owner/project/blob"
    assert address(ROW["source"]) == f"{blob}/0123abcd/folder/file.py"


def test_every_row_is_in_the_table_with_its_link():
    rows = read()
    shown = table(rows, "conventions.md")
    assert shown.count('<tr markdown="block">') == len(rows)
    for row in rows:
        assert f"]({row.link or address(row.source)})" in shown


@pytest.mark.parametrize("key", ["name", "limits", "start", "note", "source"])
def test_text_is_shown_letter_by_letter(key):
    row = PAPER | {key: "<script>alert(1)</script> of `__init__`"}
    shown = table([entry(row, SCHEMA)], "conventions.md")
    assert "<script" not in shown
    assert r"\`\_\_init\_\_\`" in shown


SCRIPT = (DOCS / "assets" / "js" / "sort.js").read_text(encoding="utf-8")
STARTS = ["1", "ln 2", "not noted", "0.05"]


def test_the_table_sorts_by_keyboard(browser):
    rows = [
        entry(ROW | {"name": name, "start": start}, SCHEMA)
        for name, start in zip("bdac", STARTS, strict=True)
    ]
    page = browser.new_page()
    page.set_content(table(rows, "conventions.md"))
    page.add_script_tag(content=SCRIPT)

    def press(label, key):
        page.get_by_role("button", name=label).focus()
        page.keyboard.press(key)
        sort = page.locator("th", has_text=label).get_attribute("aria-sort")
        return sort, "".join(page.locator("td:first-child").all_text_contents())

    page.get_by_label("Show rows with").fill("0.05")
    assert page.locator("tbody tr:visible td:first-child").all_text_contents() == ["c"]
    page.get_by_label("Show rows with").fill("")
    assert press("Who", "Enter") == ("ascending", "abcd")
    assert press("Who", "Space") == ("descending", "dcba")
    assert press("Initial σ", "Enter")[1] == "cdba"  # 0.05, ln 2, 1, none
    assert page.locator("th[aria-sort]").count() == 1
    page.close()


CITED = "See [Amari (1998)](https://doi.org/1) and [a thread](https://example.org/2).\n"
LISTED = """
- {link: "https://doi.org/1", kind: paper, authors: "Amari, S.", year: 1998, title: Gradients}
- {link: "https://example.org/2", kind: thread, authors: a forum, title: A question}
"""


def test_the_sites_sources_are_listed():
    assert [*references.faults()] == []


@pytest.fixture
def docs(monkeypatch, tmp_path):
    """A page and a list of sources of its own."""
    monkeypatch.setattr(references, "DOCS", tmp_path)
    monkeypatch.setattr(references, "FILE", tmp_path / "references.yml")
    (tmp_path / "page.md").write_text(CITED, encoding="utf-8")
    references.FILE.write_text(LISTED, encoding="utf-8")
    return tmp_path


def test_the_list_names_the_pages(docs):
    text = references.reference_list({"other.md": "Another", "page.md": "A page"})
    amari = "- Amari, S. (1998). [Gradients](https://doi.org/1).<br>In: [A page](page.md)"  # fmt: skip
    assert amari in text
    assert text.index("## Papers") < text.index("Amari") < text.index("## Questions")
