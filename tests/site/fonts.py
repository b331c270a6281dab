"""Whether the site's reduced fonts still draw every sign of a page's formulas."""

import functools

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
def signs_of(path):
    return TTFont(path).getBestCmap()


def lacking(site, shown):
    """Signs, [(name of a font, signs), …], that KaTeX's font draws and the site's does not."""
    for name, sign in sorted({(name, sign) for name, signs in shown for sign in signs}):
        full = signs_of(DIST / "fonts" / f"{name}.ttf")
        made = signs_of(site / "generated" / "katex" / "fonts" / f"{name}.woff2")
        if ord(sign) in full.keys() - made.keys():
            yield f"{name} lacks {sign}"
