"""Render pymdownx.arithmatex (generic) maths with KaTeX while the site is built: pages need no maths script."""

import atexit
import functools
import html
import json
import re
import subprocess
from html.entities import html5

from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

from evidence.files import ROOT, write
from press.claim_index import LOG
from press.errors import SiteError
from press.node import NODE
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


class Katex:
    """KaTeX in one node process that lives as long as this Python process."""

    def __init__(self):
        if not (DIST / "katex.min.js").is_file():
            raise SiteError("node_modules/katex is missing: run `npm ci`")
        self.answers = {}  # of KaTeX, by (formula, whether it is displayed)
        self._node = subprocess.Popen(
            [NODE, str(ROOT / "press" / "katex.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        atexit.register(self._node.stdin.close)  # node leaves at its input's end

    def _ask(self, tex, display):
        request = json.dumps({"tex": tex, "displayMode": display})
        self._node.stdin.write(f"{request}\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())

    def rendered(self):
        """The HTML of every formula so far."""
        return [each["html"] for each in self.answers.values() if "html" in each]

    def render(self, tex, display, page):
        """HTML of one formula of ``page``; a wrong formula raises SiteError."""
        tex = tex.strip()
        if (tex, display) not in self.answers:
            self.answers[tex, display] = self._ask(tex, display)
        answer = self.answers[tex, display]
        if "error" in answer:
            written = " ".join(tex.split())
            raise SiteError(f"{page}: wrong formula: {written}: {answer['error']}")
        source, shown = html.escape(tex), answer["html"]
        if display:  # focusable, so that a keyboard can scroll a wide formula
            return (
                f'<div class="arithmatex arithmatex--display" data-tex="{source}" tabindex="0" role="group"'
                ' aria-label="Equation" data-search-exclude>'
                f'<span class="katex-display"><span class="katex">{shown}</span></span></div>'
            )
        # Material's search skips an element by its tag's name, so this one needs a name that KaTeX does not use.
        return (
            f'<span class="arithmatex" data-tex="{source}"><template>{html.escape(as_text(tex))}</template>'
            f'<x-formula class="katex" data-search-exclude>{shown}</x-formula></span>'
        )


@functools.cache
def engine():
    """The one Katex object, started on first use."""
    return Katex()


def copy_style():
    """Put KaTeX's style sheet into docs/generated/katex/; press/fonts.py adds its fonts when all formulas are known."""
    other_formats = r',url\(fonts/[^)]+\.(?:woff|ttf)\) format\("[^"]+"\)'
    sheet = re.sub(other_formats, "", (DIST / "katex.min.css").read_text())
    write(GENERATED / "katex" / "katex.min.css", sheet)


# Brackets and punctuation next to a formula are kept on its line: a line must not begin with a full stop.
ARITHMATEX = re.compile(
    r"""([(\["“]*)<(span|div) class="arithmatex">(.*?)</\2>([)\]"”’.,:;!?]*)""",
    re.DOTALL,
)


class KatexPostprocessor(Postprocessor):
    """Replaces what arithmatex marked."""

    def __init__(self, md, extension):
        super().__init__(md)
        self.extension = extension

    def run(self, text):
        return ARITHMATEX.sub(self._replace, text)

    def _replace(self, match):
        before, _, marked, after = match.groups()
        formula = html.unescape(marked).strip()  # \( … \) or \[ … \]
        display = formula.startswith("\\[")
        try:
            shown = engine().render(formula[2:-2], display, self.extension.page)
        except SiteError as error:
            if not self.extension.lenient:
                raise
            LOG.error(error.message)
            shown = f'<code class="absent">{marked}</code>'
        if display or not before + after:
            return before + shown + after
        return f'<span class="held">{before}{shown}{after}</span>'


class KatexExtension(Extension):
    """Python-Markdown extension; set ``page`` so that an error can name it, and ``lenient`` to print a wrong formula as text."""

    page = "?"
    lenient = False

    def extendMarkdown(self, md):
        # Priority 1: after the raw HTML (30) that holds arithmatex's output is back in place.
        md.postprocessors.register(KatexPostprocessor(md, self), "katex", 1)
