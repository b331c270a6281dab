"""Rules for what authors write, checked on the sources: pages and snippets."""

import re

from press.notebook.run import INCLUDE
from tests.site.site import sources
from tests.site.typed_numbers import typed_in_alt, typed_numbers

MARKER = re.compile(r"\s*# --8<-- \[(start|end):([\w-]+)\]\s*$")
FENCE = re.compile(r"\s*(?:>\s?)*(`{3,}|~{3,})\s*[{.\s]*([\w+-]*)")
PYTHON = {"py", "python", "python3", "py3", "pycon", "ipython", "pytb"}
LOOKS_LIKE_PYTHON = re.compile(
    r"\s*(>>> |import \w+|from [\w.]+ import |def \w+\(.*:|class \w+.*:\s*$)"
)
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
ALT = re.compile(r"\balt=\"([^\"]*)\"")  # of an image, or of a cell that draws
TRAINED_FOR = re.compile(r"\b(epochs?|batches|steps)\b")


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
    """Python that stands in a page itself, in a fence of any language."""
    for line, language in lines_of(text):
        if language in PYTHON:
            bad = line.strip() and "--8<--" not in line
        else:
            bad = language is not None and LOOKS_LIKE_PYTHON.match(line)
        if bad:
            yield f"Python is typed here: {line.strip()}"


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


def sections(snippets):
    """{(file, section)} of all snippets, and what is wrong with their marks."""
    known, wrong = set(), []
    for path in sorted([*snippets.rglob("*.py"), *snippets.rglob("*.pycon")]):
        file = path.relative_to(snippets).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines()
        marks = [mark.groups() for mark in map(MARKER.match, lines) if mark]
        names = {name for _, name in marks}
        known |= {(file, name) for name in names}
        wrong += [
            f"snippets/{file}: section {name!r} needs one start and one end after it"
            for name in sorted(names)
            if [kind for kind, each in marks if each == name] != ["start", "end"]
        ]
    return known, wrong


def faults(root):
    """All that is wrong with docs/ and snippets/ of a repository, one line each."""
    (known, found), used = sections(root / "snippets"), set()
    for path in sources(root / "docs"):
        page, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        wrong = [*typed_python(text), *alts(text), *numbers(text), *lengths(text)]
        for line in re.findall(r"^\s*(--8<--.*)$", text, re.M):
            include = INCLUDE.fullmatch(line.strip())
            if not include:
                wrong.append(f"not a named section: {line}")
            elif include.groups() not in known:
                wrong.append(f"snippets/{include[1]} has no section {include[2]!r}")
            else:
                used.add(include.groups())
        found += [f"{page}: {fault}" for fault in wrong]
    unused = sorted(known - used)
    return found + [
        f"snippets/{file}: section {name!r} is used by no page" for file, name in unused
    ]
