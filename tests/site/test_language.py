"""Pages, the files for contributors and the sentences of claims keep to the words of this site: tests/site/words.yml."""

import json
import re
import subprocess

from evidence.files import ROOT
from press.node import NODE
from tests.site.site import sources
from tests.site.statements import literal, sentences_of

TEXTLINT = ROOT / "node_modules" / "textlint" / "bin" / "textlint.js"
CONFIG = ROOT / "tests" / "site" / "textlint.json"
MACRO = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL
)  # ids and names of parts are no prose


def complaints(folder):
    """What textlint finds in the Markdown files of a folder, one line each."""
    done = subprocess.run(
        [NODE, TEXTLINT, "--config", CONFIG, "--format", "json", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode < 2, done.stdout + done.stderr
    return [
        f"{file['filePath'].removeprefix(str(folder))}:{found['line']}: {found['message']}"
        for file in json.loads(done.stdout)
        for found in file["messages"]
    ]


def test_no_text_has_a_word_that_we_do_not_use(tmp_path):
    texts = {path: path.read_text("utf-8") for path in sources(ROOT / "docs")}
    for name in ("README.md", "CONTRIBUTING.md", "evidence/README.md"):
        texts[ROOT / name] = (ROOT / name).read_text("utf-8")
    for path in (ROOT / "tests" / "claims").glob("test_*.py"):
        found = sentences_of(path.read_text("utf-8"))
        texts[path.with_suffix(".md")] = "\n\n".join(map(literal, found.values()))
    for path, text in texts.items():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(MACRO.sub("…", text), encoding="utf-8")
    assert complaints(tmp_path) == []


def test_planted_sentences_are_found(tmp_path):
    planted = ["Both are alike.", "Where σ is 0, it is ∞.", "The encoder gives h.", "It is 5%."]  # fmt: skip
    (tmp_path / "page.md").write_text("\n\n".join(planted), encoding="utf-8")
    assert len(complaints(tmp_path)) == len(planted)
