"""One short file knows the site's generator; all else would serve another one."""

import ast

import pytest

from evidence.files import ROOT
from tests.site.sample_site import INDEX
from tests.site.site import run

ADAPTER = ROOT / "press" / "hooks.py"
GENERATORS = {"mkdocs", "properdocs", "material", "mkdocs_jupyter", "zensical"}
# What a generator must do: take a page's Markdown, path and address; make HTML of it; know the navigation.
WITHOUT_A_GENERATOR = f"""
import sys
sys.modules.update(dict.fromkeys({sorted(GENERATORS)}))  # importing one of these fails
import markdown
from press import glossary, katex, macros
from press.claim_index import CLAIM_INDEX
from press.figures import state
from press.paths import Page, Site

CLAIM_INDEX.load()
state.refresh()
text = open("{INDEX}", encoding="utf-8").read()
text = macros.render(text, Page("index.md", ""), Site({{"index.md": "Small"}}))
extensions = [katex.KatexExtension(), glossary.GlossaryExtension(), "attr_list", "md_in_html"]
extensions += ["pymdownx.arithmatex", "pymdownx.snippets", "pymdownx.superfences"]
options = {{"pymdownx.arithmatex": {{"generic": True}}, "pymdownx.snippets": {{"base_path": ["snippets"]}}}}
print(markdown.markdown(text, extensions=extensions, extension_configs=options))
"""


def imported(source):
    """The packages that code imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_adapter_alone_knows_the_generator():
    knowing = {
        path
        for path in (ROOT / "press").rglob("*.py")
        if GENERATORS & {*imported(path.read_text("utf-8"))}
    }
    assert knowing == {ADAPTER}


@pytest.mark.slow
def test_a_page_is_printed_without_a_generator(healthy):
    status, said = run(healthy, "-c", WITHOUT_A_GENERATOR)
    assert status == 0, said
    for part in (
        "One and two are three.",
        'href="evidence.md#small-sum"',
        'class="katex"',
        'id="figure-small-figure"',
        'class="nf">total',
    ):
        assert part in said
