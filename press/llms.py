"""llms.txt (https://llmstxt.org) for programs that answer questions: what the site answers, and where each page is as Markdown.

llms-full.txt has the Markdown of all pages except the evidence, which is longer than all others together.
"""

from evidence.files import write

EVIDENCE = "evidence.md"
GUIDE = """\
- A sentence with "✓ some-id" after it is a claim: the build measured it, and the same check rejected planted faults. The link behind the ✓ is the claim's permanent address. Cite it with the number.
- A number that is a link was measured too, and leads to its claim.
- Formulas are TeX between dollar signs. Logarithms are natural, losses are in nats, and h is a network's raw output.
- Code is there for TensorFlow, PyTorch and JAX, one block after the other."""
DATA = {
    "evidence.json": "every claim with its numbers, intervals, error rates, controls, commit and date",
    "evidence.schema.json": "the JSON Schema of that file: what each field means",
    "llms-full.txt": "all pages except the evidence in one file",
}


def index(sections, articles, site):
    """The text of llms.txt. ``sections`` is {heading: paths of its pages}, and ``articles`` {path: Article}."""
    place = site.address or ""
    lines = [f"# {site.name}", "", f"> {site.description}", "", GUIDE]
    for heading, paths in sections.items():
        lines += ["", f"## {heading}", ""]
        for path in paths:
            page = articles[path]
            lines.append(
                f"- [{page.title}]({place}{page.address}index.md): {page.description}"
            )
    lines += ["", "## Data", ""]
    lines += [f"- [{file}]({place}{file}): {what}" for file, what in DATA.items()]
    return "\n".join(lines) + "\n"


def publish(folder, sections, pages, site):
    """Write both files into the site's ``folder``; ``pages`` is {path: (Article, its Markdown)}."""
    articles = {path: article for path, (article, _) in pages.items()}
    write(folder / "llms.txt", index(sections, articles, site))
    ordered = (path for paths in sections.values() for path in paths)
    texts = (pages[path][1] for path in ordered if path != EVIDENCE)
    write(folder / "llms-full.txt", "\n".join(texts))
