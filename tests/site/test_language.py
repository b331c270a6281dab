"""Pages, the files for contributors and the sentences of claims keep to the words of this site: tests/site/words.yml."""

import json
import re
import subprocess

from evidence.files import ROOT
from evidence.syntax import source
from lab.engines import NODE
from tests.site.site import sources
from tests.site.statements import literal

TEXTLINT = ROOT / "node_modules" / "textlint" / "bin" / "textlint.js"
CONFIG = ROOT / "tests" / "site" / "textlint.json"
MACRO = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL
)  # ids and names of parts are no prose


PLANTED = ["Both are alike.", "Where σ is 0, it is ∞.", "The encoder gives h.", "It is 5%."]  # fmt: skip


def complaints(folder):
    """What textlint finds in the Markdown files of a folder, {file: lines}."""
    done = subprocess.run(
        [NODE, TEXTLINT, "--config", CONFIG, "--format", "json", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode < 2, done.stdout + done.stderr
    return {
        file["filePath"].removeprefix(f"{folder}/"): [
            f"{found['line']}: {found['message']}" for found in file["messages"]
        ]
        for file in json.loads(done.stdout)
        if file["messages"]
    }


def test_no_text_has_a_word_that_we_do_not_use(tmp_path):
    """Planted sentences show that each kind is found."""
    texts = {path: path.read_text("utf-8") for path in sources(ROOT / "docs")}
    for name in ("README.md", "CONTRIBUTING.md", "evidence/README.md"):
        texts[ROOT / name] = (ROOT / name).read_text("utf-8")
    for path in (ROOT / "tests" / "claims").glob("test_*.py"):
        sentences = map(literal, source(path).claims.values())
        texts[path.with_suffix(".md")] = "\n\n".join(sentences)
    texts[ROOT / "planted.md"] = "\n\n".join(PLANTED)
    for path, text in texts.items():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(MACRO.sub("…", text), encoding="utf-8")
    found = complaints(tmp_path)
    assert len(found.pop("planted.md")) == len(PLANTED)
    assert found == {}
