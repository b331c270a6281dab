"""Move pictures of pixels from a page into files, so that its text does not wait for them."""

import base64
import html
import io
import re
from xml.etree import ElementTree

from PIL import Image, ImageOps

from press.svg import SVG

FIGURE = re.compile(r"<svg .*?</svg>", re.DOTALL)
HREF = "{http://www.w3.org/1999/xlink}href"


def webp(png):
    """A PNG of matplotlib's SVG, which holds it upside down and flips it, as a WebP."""
    seen = ImageOps.flip(Image.open(io.BytesIO(png)).convert("RGB"))
    small = io.BytesIO()
    seen.save(small, "WEBP", quality=45, method=6)
    return small.getvalue()


def extract(content, name):
    """(content, {file: bytes}): figures of one picture without lettering become files that load lazily."""
    files = {}

    def place(figure):
        drawn = ElementTree.fromstring(figure[0])
        images = drawn.findall(f".//{{{SVG}}}image")
        if len(images) != 1 or drawn.find(f".//{{{SVG}}}use") is not None:
            return figure[0]
        file = f"{name}-{len(files) + 1}.webp"
        files[file] = webp(base64.b64decode(images[0].get(HREF).partition(",")[2]))
        width, height = (
            round(float(side)) for side in drawn.get("viewBox").split()[2:]
        )
        alt = html.escape(drawn.get("aria-label"))
        return f'<img src="{file}" alt="{alt}" width="{width}" height="{height}" loading="lazy">'

    return FIGURE.sub(place, content), files
