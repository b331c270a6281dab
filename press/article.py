"""Write into a page what scripts would add to its article: copy buttons, folds of long code, boxes in which wide code and tables scroll.

Material's script then leaves the article alone. So it is whole before that script has come, and the browser computes its
layout once. Tabs and the words of a search are handled by docs/assets/js/.
"""

import itertools
import re

# Of the colour of the code around them: names, spaces, and the letter before a string.
PLAIN = re.compile(r'<span class="(?:n|w|sa|fm)">([^<]*)</span>')
CODE = re.compile(
    r'<div class="(language-[^"]*)highlight"><pre>(<span></span><code>(.*?)</code></pre>)</div>'
    r"|<(/?)details\b",
    re.DOTALL,
)
LONG = 24  # lines
# Characters. A phone scrolls longer lines, and a keyboard scrolls only what it can reach.
WIDE = 40
TAG = re.compile("<[^>]*>")
COPY = (
    '<div class="md-code__nav"><button class="md-code__button" type="button" title="Copy to clipboard"'
    ' data-clipboard-target="#{} > code" data-md-type="copy"></button></div>'
)
FOLD = (
    '<label class="row-button fold"><input type="checkbox"> Show all {} lines</label>'
)
TABLE = re.compile("<table>.*?</table>", re.DOTALL)
BOX = '<div class="md-typeset__scrollwrap" tabindex="0"><div class="md-typeset__table">{}</div></div>'


def with_buttons(html):
    """The HTML with the buttons of its blocks of code: to copy a block, and to unfold a long one that is in no other fold."""
    numbers = itertools.count(1)
    depth = 0  # in folds

    def finished_block(found):
        nonlocal depth
        kind, block, code, closing = found.groups()
        if kind is None:
            depth += -1 if closing else 1
            return found[0]
        name, copy, fold = f"code-{next(numbers)}", "", ""
        if "no-copy" not in kind:
            copy = COPY.format(name)
        lines = TAG.sub("", code).rstrip().split("\n")
        if max(map(len, lines)) > WIDE:
            block = block.replace("<code>", '<code tabindex="0">', 1)
        if len(lines) > LONG and depth == 0 and "output" not in kind:
            fold = FOLD.format(len(lines))
        folded = " folded" if fold else ""
        return f'<div class="{kind}highlight{folded}"><pre id="{name}">{copy}{block}{fold}</div>'

    return CODE.sub(finished_block, html)


def finished(html):
    """The HTML of a page with its buttons, its folds and its boxes."""
    html = with_buttons(PLAIN.sub(r"\1", html))
    return TABLE.sub(lambda table: BOX.format(table[0]), html)
