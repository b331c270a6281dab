"""Whether the site's reduced fonts still draw every sign of a page's formulas, as KaTeX's own do."""

import functools

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from press.katex import DIST

# [name of the font, signs] of each text of each formula, as a browser shows it.
SHOWN = """() => {
  const found = [];
  for (const formula of document.querySelectorAll(".katex-html")) {
    const texts = document.createTreeWalker(formula, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const style = getComputedStyle(texts.currentNode.parentElement);
      const family = style.fontFamily.split(",")[0].replaceAll('"', "");
      const bold = style.fontWeight === "700" ? "Bold" : "";
      const italic = style.fontStyle === "italic" ? "Italic" : "";
      found.push([`${family}-${bold + italic || "Regular"}`, texts.currentNode.data]);
    }
  }
  return found;
}"""


@functools.cache
def font(path):
    return TTFont(path)


def outline(font, sign):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[font.getBestCmap()[ord(sign)]].draw(pen)
    return pen.value


def lacking(site, shown):
    """Signs, [(name of a font, signs), …], that KaTeX's font draws and the site's does not or draws otherwise."""
    for name, sign in sorted({(name, sign) for name, signs in shown for sign in signs}):
        full = font(DIST / "fonts" / f"{name}.ttf")
        made = font(site / "generated" / "katex" / "fonts" / f"{name}.woff2")
        if ord(sign) not in full.getBestCmap():
            continue
        if ord(sign) not in made.getBestCmap():
            yield f"{name} lacks {sign}"
        elif outline(made, sign) != outline(full, sign):
            yield f"{name} draws another {sign}"
