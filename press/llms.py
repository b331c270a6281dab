"""llms.txt (https://llmstxt.org) for programs that answer questions: what the site answers, and where each page is as Markdown.

llms-full.txt has the Markdown of all pages except the evidence, whose claims the pages have.
"""

from evidence.files import write
from press import templates

EVIDENCE = "evidence.md"


def publish(folder, site, pages):
    """Write both files into the site's ``folder``; ``pages`` is {path: (Article, its Markdown)}."""
    index = templates.render("llms.txt", site=site, pages=pages)
    write(folder / "llms.txt", index + "\n")
    ordered = (path for paths in site.sections.values() for path in paths)
    texts = (pages[path][1] for path in ordered if path != EVIDENCE)
    write(folder / "llms-full.txt", "\n".join(texts))
