"""`python -m press.leaks FOLDER`: what the pages of a built site show that should have been replaced, whatever built it.

A generator that ignores our hooks prints macros and formulas as they are typed. This command reads only the built
pages, and exits with 1 if there is a leak.
"""

import sys
from pathlib import Path

from bs4 import BeautifulSoup

FORMULA = "arithmatex"
TYPED = {  # what no text of a page contains, outside of code and formulas
    "{{": "a macro",
    "{%": "a macro",
    "$": "a formula",
    "\\": "a formula",
    "not measured]": "a number without a measurement",
    "being measured]": "a claim without a measurement",
}


def around(text, sign):
    """The words around a sign, for a message."""
    at = text.index(sign)
    return " ".join(text[max(0, at - 30) : at + 50].split())


def leaks(page):
    """What leaked into a page (a BeautifulSoup), one line each."""
    body = page.article or page.body or page
    if "--8<--" in body.get_text():
        yield f"code that was not included: {around(body.get_text(), '--8<--')}"
    for formula in body.find_all(class_=FORMULA):
        if formula.find(class_="katex"):
            continue
        yield f"a formula that was not rendered: {formula.get_text()[:80]}"
    for claim in body.select("[data-shows=statement], [data-shows=badge], li"):
        if not claim.get_text(strip=True):
            yield f"an empty claim or item of a list: {str(claim)[:80]}"
    verbatim = {
        id(text)
        for each in body.select(f"code, pre, .{FORMULA}")
        for text in each.strings
    }
    text = "".join(text for text in body.strings if id(text) not in verbatim)
    for sign, what in TYPED.items():
        if sign in text:
            yield f"{what}: {around(text, sign)}"


def of_site(folder):
    """The leaks of all pages below a folder, one line each. Raises ValueError if there is no page."""
    files = sorted(Path(folder).rglob("*.html"))
    if not files:
        raise ValueError(f"{folder} has no page; expected the folder of a built site")
    for file in files:
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for leak in leaks(page):
            yield f"{file.relative_to(folder)}: {leak}"


def main(folder):
    """Return the exit status."""
    found = [*of_site(folder)]
    print("\n".join(found) if found else "no leak")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
