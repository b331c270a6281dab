"""The survey: its file is sound, planted damages are named, counts are counted, and the table sorts."""

import pytest
import yaml

from press.paths import DOCS
from press.tables import conventions
from press.tables.conventions import (
    COLUMNS,
    OUTPUTS,
    SURVEY,
    address,
    count,
    faults,
    read,
    table,
)

ROW = {
    "name": "A project",
    "kind": "codebase",
    "role": "VAE",
    "output": "log_std",
    "limits": "none",
    "start": "1",
    "source": "owner/project@0123abcd:folder/file.py",
}
OTHER = ROW | {"name": "A paper", "kind": "paper", "source": "Section 2"}
PAPER = OTHER | {"link": "https://arxiv.org/abs/1312.6114"}


def without(row, key):
    return {name: value for name, value in row.items() if name != key}


def survey(*rows):
    """Such a file, with its last line."""
    listed = yaml.safe_dump(list(rows), allow_unicode=True)
    return f"{listed}# End of {len(rows)} rows.\n"


def said(*rows):
    return "; ".join(faults(survey(*rows)))


def test_the_survey_is_sound():
    assert faults(SURVEY.read_text(encoding="utf-8")) == []
    assert said(ROW, PAPER) == ""


@pytest.mark.parametrize(
    "key", ["name", "kind", "role", "output", "source", "limits", "start"]
)
def test_a_missing_key_is_named(key):
    assert f"{key} is missing" in said(without(ROW, key))


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ({"kind": "blog"}, "kind is 'blog'; expected one of codebase, paper, API"),
        ({"role": "gan"}, "role is 'gan'; expected one of VAE"),
        ({"output": "logvar"}, "output is 'logvar'; expected one of log_variance"),
        ({"output": "other"}, "output is 'other' and no note says what"),
        ({"start": 1}, "start is 1; expected text"),
        ({"limits": " "}, "limits is ' '; expected text"),
        ({"limit": "none"}, "'limit' is no known key"),
        (
            {"source": "owner/project:file.py"},
            "expected a source repository@commit:path",
        ),
        (
            {"source": "owner/project@main:file.py"},
            "expected a source repository@commit:path",
        ),
        ({"link": "https://example.org"}, "or else a link"),
    ],
)
def test_a_damaged_row_is_named(damage, expected):
    found = said(ROW | damage)
    assert expected in found
    assert found.startswith("entry 1 (A project)")


def test_a_row_off_github_needs_its_link():
    assert "or else a link" in said(OTHER)
    assert "link is 'arxiv.org'; expected https://…" in said(
        OTHER | {"link": "arxiv.org"}
    )


def test_a_duplicate_is_named():
    assert said(ROW, PAPER, ROW) == "'A project' has 2 entries"


def test_a_survey_cut_short_is_no_shorter_survey():
    text = SURVEY.read_text(encoding="utf-8")
    ends = [place for place, letter in enumerate(text) if letter == "\n"]
    assert len(ends) > 100
    for end in ends[:-1:7]:  # each is a parse of the file; it may end in any line
        assert faults(text[: end + 1]), f"cut after character {end}"
    assert faults(text[:-1])
    assert "its last line says 2 rows, and there are 1" in "; ".join(
        faults(survey(ROW).replace("1 rows", "2 rows"))
    )


@pytest.mark.parametrize("text", ["", "[]", "name: x", "- [", "- text"])
def test_what_is_no_survey_is_said(text):
    assert faults(text)


def test_a_damaged_file_stops_the_build(tmp_path):
    file = tmp_path / "survey.yml"
    file.write_text(survey(without(ROW, "source")), encoding="utf-8")
    with pytest.raises(ValueError, match=r"survey\.yml: entry 1 .*source is missing"):
        read(file)


def test_counts_add_up():
    rows = read()
    assert sum(count(rows, output=output) for output in OUTPUTS) == len(rows)
    assert sum(count(rows, kind=kind) for kind in conventions.KINDS) == len(rows)
    assert count(rows) == len(rows)


def test_counts_follow_the_rows():
    rows = [conventions.Convention(**row) for row in (ROW, PAPER)]
    assert count(rows, output="log_std") == 2
    assert count(rows, output="log_std", kind="paper") == 1
    assert count(rows, output="softplus") == 0


@pytest.mark.parametrize("wanted", [{"output": "logvar"}, {"kinds": "paper"}])
def test_an_impossible_count_is_named(wanted):
    with pytest.raises(ValueError, match=r"is '.*'; expected one of"):
        count(read(), **wanted)


def test_a_source_on_github_gives_its_link():
    assert (
        address(ROW["source"])
        == "https://github.com/owner/project/blob/0123abcd/folder/file.py"
    )
    unknown = ROW["source"].replace("0123abcd", "unknown")
    assert (
        address(unknown) == "https://github.com/owner/project/blob/HEAD/folder/file.py"
    )


def test_text_is_shown_letter_by_letter():
    row = conventions.Convention(
        **ROW | {"source": "owner/project@unknown:a/__init__.py"}
    )
    assert r"a/\_\_init\_\_.py" in table([row], "conventions.md")
    assert "age unknown" in table([row], "conventions.md")


def test_every_row_is_in_the_table_with_its_link():
    rows = read()
    shown = table(rows, "conventions.md")
    assert shown.count('<tr markdown="block">') == len(rows)
    for row in rows:
        assert f"]({row.link or address(row.source)})" in shown


SCRIPT = (DOCS / "assets" / "js" / "sort.js").read_text(encoding="utf-8")
STARTS = ["1", "ln 2", "not noted", "0.05"]


@pytest.fixture
def page(browser):
    """A page with a small table that sorts, its rows named by the survey's order."""
    rows = [
        conventions.Convention(**ROW | {"name": name, "start": start})
        for name, start in zip("bdac", STARTS, strict=True)
    ]
    page = browser.new_page()
    page.set_content(table(rows, "conventions.md"))
    page.add_script_tag(content=SCRIPT)
    yield page
    page.close()


def names(page):
    return "".join(page.locator("tbody td:first-child").all_text_contents())


def press(page, label, key):
    page.get_by_role("button", name=label).focus()
    page.keyboard.press(key)
    return page.locator("th", has_text=label).get_attribute("aria-sort")


def test_the_table_sorts_by_keyboard(page):
    assert page.get_by_role("button").all_text_contents() == list(COLUMNS)
    assert names(page) == "bdac"
    assert press(page, "Who", "Enter") == "ascending"
    assert names(page) == "abcd"
    assert press(page, "Who", "Space") == "descending"
    assert names(page) == "dcba"


def test_numbers_sort_as_numbers(page):
    press(page, "Initial σ", "Enter")
    assert names(page) == "cdba"  # 0.05, ln 2, 1, none
    assert page.locator("th[aria-sort]").count() == 1
