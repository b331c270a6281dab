"""Rules for what authors write, checked on the sources: pages and snippets."""

import re

from press.notebook.weave import INCLUDE
from tests.site.site import sources
from tests.site.typed_numbers import typed_in_alt, typed_numbers

MARKER = re.compile(r"\s*# --8<-- \[(start|end):([\w-]+)\]\s*$")
FENCE = re.compile(r"\s*(?:>\s?)*(`{3,}|~{3,})\s*[{.\s]*([\w+-]*)")
PYTHON = {"py", "python", "python3", "py3", "pycon", "ipython", "pytb"}
LOOKS_LIKE_PYTHON = re.compile(
    r"\s*(>>> |import \w+|from [\w.]+ import |def \w+\(.*:|class \w+.*:\s*$)"
)
CONTAINER = re.compile(
    r"\s{0,3}([-*+] |\d+\. |!!!|\?\?\?|===|\[\^|: )"
)  # may hold indented text
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
ALT = re.compile(r"\balt=\"([^\"]*)\"")  # of an image, or of a cell that draws
TRAINED_FOR = re.compile(r"\b(epochs?|batches|steps)\b")
NO_ALT = re.compile(r"!\[\s*\]\([^)]*\)|<img\b(?![^>]*\balt=\"[^\"]*\S)[^>]*>")


def lines_of(text):
    """(line, language of the fence it stands in); text outside of a fence has the language None."""
    fence, language = None, None
    for line in FRONT_MATTER.sub("", text).splitlines():
        mark = FENCE.match(line)
        if fence and mark and mark[1].startswith(fence) and line.strip() == mark[1]:
            fence, language = None, None
        elif not fence and mark:
            fence, language = mark[1], mark[2].lower()
        else:
            yield line, language


def typed_python(text):
    """Python that stands in a page itself, in whatever way Markdown shows code."""
    opener, before = "", ""
    for line, language in lines_of(text):
        if language in PYTHON:
            bad = line.strip() and "--8<--" not in line
        elif language is not None:
            bad = LOOKS_LIKE_PYTHON.match(line)
        else:
            indented = line.startswith(("    ", "\t"))
            code = indented and not before.strip() and not CONTAINER.match(opener)
            bad = code or "<pre" in line or (indented and LOOKS_LIKE_PYTHON.match(line))
            if line.strip() and not indented:
                opener = line
        before = line
        if bad:
            yield f"Python is typed here: {line.strip()}"


def headings(text):
    if not any(
        language is None and line.startswith("# ") for line, language in lines_of(text)
    ):
        yield "there is no heading of level 1"


def images(text):
    for line, language in lines_of(text):
        if language is None:
            yield from (f"no alt text: {image}" for image in NO_ALT.findall(line))


def alts(text):
    """The numbers typed into alternative texts; figures' are checked where they are printed."""
    for alt in ALT.findall(text):
        yield from typed_in_alt(alt)


def numbers(text):
    prose = (line for line, language in lines_of(text) if language is None)
    yield from typed_numbers("\n".join(prose))


def lengths(text):
    """Each paragraph, point or table that prints an ELBO, or a share of one, without saying how long was trained."""
    for block in re.split(r"\n\s*\n|\n(?=- )", text):
        prints = re.search(r"\bnumber\(", block)
        if prints and "ELBO" in block and not TRAINED_FOR.search(block):
            yield f"an ELBO stands here without its training's length: {block.strip()[:60]}"


def includes(text):
    """Every line that includes something."""
    return [
        line.strip() for line in text.splitlines() if line.strip().startswith("--8<--")
    ]


class Sections:
    """The named sections of the snippet files, and what is wrong with their marks."""

    def __init__(self, snippets):
        self.known, self.faults = set(), []
        for path in sorted([*snippets.rglob("*.py"), *snippets.rglob("*.pycon")]):
            self._read(
                path.relative_to(snippets).as_posix(), path.read_text(encoding="utf-8")
            )

    def _read(self, file, text):
        opened = set()
        for kind, name in (
            mark.groups() for mark in map(MARKER.match, text.splitlines()) if mark
        ):
            if kind == "end" and name not in opened:
                self.faults.append(
                    f"snippets/{file}: section {name!r} is closed, not opened"
                )
            elif kind == "start" and (file, name) in self.known:
                self.faults.append(f"snippets/{file}: section {name!r} is opened twice")
            elif kind == "start":
                self.known.add((file, name))
                opened.add(name)
            opened -= {name} if kind == "end" else set()
        self.faults += [
            f"snippets/{file}: section {name!r} is opened, not closed"
            for name in opened
        ]


def faults(root):
    """All that is wrong with docs/ and snippets/ of a repository, one line each."""
    sections, used, found = Sections(root / "snippets"), set(), []
    for path in sources(root / "docs"):
        page, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        wrong = [*typed_python(text), *headings(text), *images(text)]
        wrong += [*alts(text), *numbers(text), *lengths(text)]
        for line in includes(text):
            include = INCLUDE.fullmatch(line)
            if not include:
                wrong.append(f"not a named section: {line}")
            elif include.groups() not in sections.known:
                wrong.append(f"snippets/{include[1]} has no section {include[2]!r}")
            else:
                used.add(include.groups())
        found += [f"{page}: {fault}" for fault in wrong]
    unused = sorted(sections.known - used)
    found += [
        f"snippets/{file}: section {name!r} is used by no page" for file, name in unused
    ]
    return found + sections.faults
