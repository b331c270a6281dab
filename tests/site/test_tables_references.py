"""Every source that a page cites is listed once, in one form, and nothing else is."""

import re

import pytest

from press.tables import references

CITED = "See [Amari (1998)](https://doi.org/1) and [a thread](https://example.org/2).\n"
LISTED = """
- {link: "https://doi.org/1", kind: paper, cite: Amari (1998), authors: "Amari, S.", year: 1998, title: Gradients}
- {link: "https://example.org/2", kind: thread, authors: a forum, title: A question}
"""


def test_the_sites_sources_are_listed():
    assert [*references.faults()] == []


@pytest.fixture
def docs(monkeypatch, tmp_path):
    """Pages and a list of sources of their own."""
    monkeypatch.setattr(references, "DOCS", tmp_path)
    monkeypatch.setattr(references, "FILE", tmp_path / "references.yml")
    (tmp_path / "page.md").write_text(CITED, encoding="utf-8")
    references.FILE.write_text(LISTED, encoding="utf-8")
    return tmp_path


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_listed_and_cited_is_fine(docs):
    assert [*references.faults()] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("page.md", "org/2", "org/3", "page.md: https://example.org/3 is not in"),
        ("page.md", "org/2", "org/3", "https://example.org/2 is cited on no page"),
        ("page.md", "Amari (1998)", "Amari 1998", "'Amari 1998' is cited as 'Amari (1998)'"),
        ("references.yml", "doi.org/1", "doi.org/4", "https://doi.org/1 is not in"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(docs, file, old, new, fault):
    change(docs / file, old, new)
    assert any(fault in found for found in references.faults())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kind: thread", "kind: rumour", "kind is 'rumour'; expected one of paper"),
        ("year: 1998, ", "", "a paper needs year and cite"),
        ("https://example.org/2", "https://doi.org/1", "stands twice"),
        (
            "title: A",
            "titel: A",
            "entry 2 (https://example.org/2): 'titel' is no known key",
        ),
        (", title: Gradients", "", "entry 1 (https://doi.org/1): title is missing"),
        (
            "title: Gradients",
            "title: null",
            "title is None; expected text without tags",
        ),
        ("title: Gradients", "title: <b>Gradients</b>", "expected text without tags"),
        ("- {link", "- 3\n- {link", "entry 1 is 3; expected keys and values"),
        ("- {link", "a: {link", "expected a list of entries"),
        ("Gradients}", "Gradients", "references.yml is not YAML"),
    ],
)
def test_a_list_that_is_no_list_is_refused(docs, old, new, fault):
    change(references.FILE, old, new)
    with pytest.raises(ValueError, match=re.escape(fault)):
        references.references()


def test_the_list_names_the_pages(docs):
    text = references.reference_list({"other.md": "Another", "page.md": "A page"})
    amari = (
        "- Amari, S. (1998). [Gradients](https://doi.org/1).<br>In: [A page](page.md)"
    )
    assert amari in text
    assert text.index("## Papers") < text.index("Amari") < text.index("## Questions")
