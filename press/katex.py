"""Render pymdownx.arithmatex (generic) maths with KaTeX while the site is built: pages need no maths script."""

import functools
import json
import re
from html import escape, unescape
from html.entities import html5

from evidence.files import ROOT, write
from press import node
from press.claim_index import LOG
from press.paths import GENERATED

DIST = ROOT / "node_modules" / "katex" / "dist"

AS_TEXT = [  # what a search's excerpt shows of TeX
    (r"\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)"),
    (r"\\[td]?frac(\w)(\w)", r"\1/\2"),
    (r"\\(?:mathrm|text|operatorname|mathcal|bigl?|Bigl?|bigr|Bigr|left|right)\b", ""),
    (r"\\(?:,|;|!|quad|qquad)", " "),
    (r"\^2|\^\{2\}", "²"),
    (r"([\^_])\{(\w)\}", r"\1\2"),
    (r"([\^_])\{([^{}]*)\}", r"\1(\2)"),
    (r"\\varepsilon|\\epsilon", "ε"),
    (r"\\infty", "∞"),
    (r"\\(?:cdot|times)", "·"),
    (r"\\l?n\b", "log"),
]


def as_text(tex):
    r"""TeX as a reader would type it.

    >>> as_text(r"\sigma^2 = e^{h/2}"), as_text(r"\tfrac12 \log\sigma")
    ('σ² = e^(h/2)', '1/2 log σ')
    """
    for pattern, text in AS_TEXT:
        tex = re.sub(pattern, text, tex)
    # HTML's names of signs are TeX's.
    tex = re.sub(
        r"\\([A-Za-z]+)", lambda name: f" {html5.get(f'{name[1]};', name[1])}", tex
    )
    return " ".join(tex.replace("{", "").replace("}", "").split())


@functools.lru_cache(maxsize=1)  # while the site is served, formulas seldom change
def rendered(formulas):
    """{(TeX, whether it is displayed): {"html": …} or {"error": …}} of these pairs, by KaTeX."""
    answers = node.run("press/katex.mjs", stdin=json.dumps(formulas))
    return dict(zip(formulas, json.loads(answers), strict=True))


def element(tex, display, html):
    """The element of a formula in a page, around KaTeX's ``html``."""
    source = escape(tex)
    if display:  # focusable, so that a keyboard can scroll a wide formula
        return (
            f'<div class="arithmatex arithmatex--display" data-tex="{source}" tabindex="0" role="group"'
            ' aria-label="Equation" data-search-exclude>'
            f'<span class="katex-display"><span class="katex">{html}</span></span></div>'
        )
    # Material's search skips an element by its tag's name, so this one needs a name that KaTeX does not use.
    return (
        f'<span class="arithmatex" data-tex="{source}"><template>{escape(as_text(tex))}</template>'
        f'<x-formula class="katex" data-search-exclude>{html}</x-formula></span>'
    )


# Brackets and punctuation next to a formula are kept on its line: a line must not begin with a full stop.
ARITHMATEX = re.compile(
    r"""([(\["“]*)<(span|div) class="arithmatex">(.*?)</\2>([)\]"”’.,:;!?]*)""",
    re.DOTALL,
)


def formula(marked):
    r"""What arithmatex marked, \( … \) or \[ … \], as TeX, and whether it is displayed."""
    written = unescape(marked).strip()
    return written[2:-2].strip(), written.startswith("\\[")


def formulas(pages):
    """The formulas of all pages, {path: HTML}, each once."""
    marked = (
        found[3] for html in pages.values() for found in ARITHMATEX.finditer(html)
    )
    return tuple(sorted({*map(formula, marked)}))


def with_formulas(pages):
    """The same pages with KaTeX's formulas. Warns of a wrong one, which is shown as it is typed."""
    answers = rendered(formulas(pages))

    def shown(found, path):
        before, _, marked, after = found.groups()
        tex, display = formula(marked)
        answer = answers[tex, display]
        if "error" in answer:
            LOG.warning(f"{path}: wrong formula: {tex}: {answer['error']}")
        drawn = element(tex, display, answer.get("html", marked))
        if display or not before + after:
            return before + drawn + after
        return f'<span class="held">{before}{drawn}{after}</span>'

    return {
        path: ARITHMATEX.sub(functools.partial(shown, path=path), html)
        for path, html in pages.items()
    }


def copy_style():
    """Put KaTeX's style sheet into docs/generated/katex/; press/fonts.py adds its fonts when all formulas are known."""
    other_formats = r',url\(fonts/[^)]+\.(?:woff|ttf)\) format\("[^"]+"\)'
    sheet = re.sub(other_formats, "", (DIST / "katex.min.css").read_text())
    write(GENERATED / "katex" / "katex.min.css", sheet)
