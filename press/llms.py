"""llms.txt (https://llmstxt.org) for programs that answer questions: what the site answers, and where each page is as Markdown.

llms-full.txt has the Markdown of all pages except the evidence, whose claims the pages have.
"""

from evidence.files import write

EVIDENCE = "evidence.md"
GUIDE = """\
- A sentence with "✓ some-id" after it is a claim: the build measured it, and the same check rejected planted faults. The link behind the ✓ is the claim's permanent address. Cite it with the number. Its row as Markdown is evidence/some-id.md.
- A heading ends with its anchor, as in {#some-anchor}.
- A number that links to the evidence was measured too, and leads to its claim.
- Formulas are TeX between dollar signs. Logarithms are natural, losses are in nats, and h is a network's raw output.
- Code for several frameworks is one block after the other."""
DATA = {
    "evidence.json": "every claim with its numbers, intervals, error rates, controls, commit and date",
    "evidence.schema.json": "the JSON Schema of that file: what each field means",
    "llms-full.txt": "all pages except the evidence in one file",
}


def index(site, pages):
    """The text of llms.txt; the arguments are those of publish()."""
    place = site.address or ""
    lines = [f"# {site.name}", "", f"> {site.description}", "", GUIDE]
    for heading, paths in site.sections.items():
        lines += ["", f"## {heading}", ""]
        for path in paths:
            page, text = pages[path]
            link = f"[{page.title}]({place}{page.address}index.md)"
            size = f"{len(text) // 1000 + 1} kB"
            lines.append(f"- {link}: {page.description} ({size})")
    lines += ["", "## Data", ""]
    lines += [f"- [{file}]({place}{file}): {what}" for file, what in DATA.items()]
    return "\n".join(lines) + "\n"


def publish(folder, site, pages):
    """Write both files into the site's ``folder``; ``pages`` is {path: (Article, its Markdown)}."""
    write(folder / "llms.txt", index(site, pages))
    ordered = (path for paths in site.sections.values() for path in paths)
    texts = (pages[path][1] for path in ordered if path != EVIDENCE)
    write(folder / "llms-full.txt", "\n".join(texts))
