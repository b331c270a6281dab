"""Where this project keeps what the press reads and writes."""

from evidence.files import ROOT

DOCS = ROOT / "docs"
GENERATED = DOCS / "generated"
SNIPPETS = ROOT / "snippets"
