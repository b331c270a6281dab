"""What programs read of the whole site; test_pages.py asks the same of each page."""

import re
import tomllib

import yaml

from evidence.files import ROOT
from press.citation import commit_of
from tests.site.machines import lost, markdown, parts, structured
from tests.site.site import ALL, HOME, address, read


def test_claims_code_and_formulas_are_in_the_markdown(built_site):
    _, text = markdown(built_site, "question.md")
    for part in (
        f"[✓ same-sample]({HOME}evidence/#same-sample)",
        "\n$$\n\\mathrm{KL}=\\tfrac12\\bigl(\\sigma^2+\\mu^2-1-\\log\\sigma^2\\bigr).\n$$\n",
        r"computes $\sigma = e^{h/2}$, which",
        "**PyTorch**\n\n```python\nimport torch\n",
        "**See the gradient, with the trick and without it**\n\nTensorFlow finds",
        f"]({HOME}reasons/1-no-real-difference/index.md)",
    ):
        assert part in text


ITEM = re.compile(r"- \[[^\]]+\]\(https://\S+\): \S.*")


def test_llms_txt_follows_its_convention(built_site):
    """A title, a summary as a quotation, notes without headings, and sections that are lists of links."""
    text = (built_site / "llms.txt").read_text(encoding="utf-8")
    notes, *sections = text.split("\n## ")
    title, summary, *_ = notes.split("\n\n")
    assert re.fullmatch(r"# .+", title)
    assert re.fullmatch(r"> .+", summary)
    assert notes.count("# ") == 1
    for section in sections:
        _, _, *items = section.rstrip().split("\n")
        assert items
        assert [item for item in items if not ITEM.fullmatch(item)] == []
    assert [*lost(built_site, text)] == []
    whole = (built_site / "llms-full.txt").read_text(encoding="utf-8")
    for page in ALL:
        assert f"({HOME}{address(page).lstrip('/')}index.md)" in text
        assert (markdown(built_site, page)[1] in whole) == (page != "evidence.md")
    for file in ("evidence.json", "evidence.schema.json"):
        assert f"({HOME}{file})" in text


def test_the_front_page_has_the_question_and_its_answer(built_site):
    tree = read(built_site, "index.md")
    data = structured(tree)
    (question,) = data["mainEntity"]
    words = " ".join(tree.article.get_text().split())
    assert question["name"] in words
    assert question["acceptedAnswer"]["text"] in words
    assert "FAQPage" in data["@type"]


def test_the_version_is_said_once():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+) \((\S+)\)$", changes, re.MULTILINE).groups()
    assert newest == (citation["version"], str(citation["date-released"]))
    assert project["project"]["version"] == citation["version"]


def test_a_claims_row_has_its_address_its_commit_and_its_controls(built_site, evidence):
    for name, claim in evidence["claims"].items():
        facts, text = parts(built_site / "evidence" / f"{name}.md")
        assert facts["url"] == f"{HOME}evidence/#{name}"
        made = evidence["files"][claim["test"].partition("::")[0]]["provenance"]
        assert made["date"][:10] in facts["evidence"]
        assert commit_of(made) in facts["evidence"]
        assert text.count(": **rejected**") == len(claim["controls"])
