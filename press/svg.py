"""Make an SVG that matplotlib drew part of a page: it follows the page's colours and has a name."""

import re
from xml.etree import ElementTree

from press.style import in_page

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

REFERENCE = re.compile(r'(\bid="|url\(#|href="#)')


def page_svg(svg, alt, prefix):
    """One <div> with the SVG inside, named by ``alt``; ``prefix`` keeps its ids apart from other figures'."""
    picture = ElementTree.fromstring(svg)
    # A date, which differs from run to run; and a style sheet, which would hold for the whole page.
    for tag in ("metadata", "defs"):
        picture.remove(picture.find(f"{{{SVG}}}{tag}"))
    width, height = picture.attrib.pop("width"), picture.attrib.pop("height")
    picture.attrib.pop("version")
    picture.set("role", "img")
    picture.set("aria-label", alt)
    lines = "stroke-linejoin: round; stroke-linecap: butt"
    size = f"max-width: {width}; aspect-ratio: {width[:-2]} / {height[:-2]}"
    picture.set("style", f"{lines}; {size}")
    text = REFERENCE.sub(
        rf"\g<1>{prefix}-", ElementTree.tostring(picture, encoding="unicode")
    )
    lines = (line.rstrip() for line in in_page(text).splitlines())
    return '<div class="figure">' + "\n".join(filter(None, lines)) + "</div>"
