"""The survey and the list of sources: their files are sound, damages are named, and what they hold is escaped."""

import pytest
import yaml

from press.paths import DOCS
from press.tables import conventions, references
from press.tables.conventions import OUTPUTS, count, read, table
from press.tables.records import load

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


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ROW | {"kind": "blog"}], r"survey.yml, \$\[0\].kind: 'blog' is not one of"),
        ([ROW | {"source": "owner/project@main:file.py"}], "'link' is a required"),
        ([ROW | {"source": "here", "link": 'https://x"><script>'}], "0].link: "),
        ([ROW | {"claim": "<script>"}], "0].claim: '<script>' does not match"),
        ([ROW, ROW], "more than one entry of A project"),
    ],
)
def test_a_damaged_row_is_named(tmp_path, rows, said):
    file = tmp_path / "survey.yml"
    file.write_text(yaml.safe_dump([PAPER, ROW]), encoding="utf-8")
    assert len(read(file)) == 2
    file.write_text(yaml.safe_dump(rows), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        read(file)


def test_a_file_that_is_not_yaml_is_refused(tmp_path):
    file = tmp_path / "survey.yml"
    file.write_text("- [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"survey.yml is not YAML"):
        read(file)


def test_counts_add_up():
    rows = read()
    assert sum(count(rows, output=output) for output in OUTPUTS) == len(rows)
    assert sum(count(rows, kind=kind) for kind in conventions.KINDS) == len(rows)
    assert count([ROW], output="log_std", kind="codebase") == 1


def test_every_row_is_in_the_table_with_its_link():
    rows = [ROW, PAPER, *read()]
    shown = table(rows, "conventions.md")
    assert shown.count('<tr markdown="block">') == len(rows)
    assert "](https://github.com/owner/project/blob/0123abcd/folder/file.py)" in shown
    for row in rows:
        assert f"]({row.get('link', 'https://github.com/')}" in shown


@pytest.mark.parametrize("key", ["name", "limits", "start", "note", "source"])
def test_text_is_shown_letter_by_letter(key):
    row = PAPER | {key: "<script>alert(1)</script> of `__init__`"}
    shown = table([row], "conventions.md")
    assert "<script" not in shown
    assert r"\`\_\_init\_\_\`" in shown


SCRIPT = (DOCS / "assets" / "js" / "filter.js").read_text(encoding="utf-8")


def test_the_table_is_filtered(browser):
    rows = [ROW | {"name": f"Project {name}"} for name in ("one", "two", "six")]
    page = browser.new_page()
    page.set_content(table(rows, "conventions.md"))
    page.add_script_tag(content=SCRIPT)
    for words, found in (("project TWO", ["Project two"]), ("log σ2 two", []), ("", 3)):
        page.get_by_label("Show rows with").fill(words)
        shown = page.locator("tbody tr:visible td:first-child").all_text_contents()
        assert found in (shown, len(shown))
        said = page.get_by_role("status").inner_text()
        assert said == f"{len(shown)} of 3 are shown."
    page.close()


def test_the_sites_sources_are_listed():
    """Each link that leaves the site is listed once, and each listed source is cited."""
    listed, asked = (
        {row["link"] for row in load(DOCS / f"{name}.yml", "link")}
        for name in ("references", "asked-elsewhere")
    )
    cited = references.cited()
    assert cited["https://arxiv.org/abs/1312.6114"][0] == "index.md"
    assert cited.keys() - asked == listed - asked
    assert listed <= cited.keys()
