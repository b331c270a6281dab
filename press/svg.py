"""Make the SVG that matplotlib writes smaller."""

import io
import re
from base64 import b64decode, b64encode

from PIL import Image

COORDINATES = re.compile(r'\b(d|x|y)="[^"]*"')
DECIMALS = re.compile(r"\d*\.\d{3,}")
PIXELS = re.compile(r'data:image/png;base64,([^"]*)')


def _with_two_decimals(coordinates):
    return DECIMALS.sub(lambda number: f"{float(number[0]):.2f}", coordinates[0])


def lighter(svg, quality=80):
    """The SVG with coordinates to hundredths of a point, and its grey pictures as WebP; matplotlib writes six decimals and PNG."""

    def as_webp(pixels):
        picture = Image.open(io.BytesIO(b64decode(pixels[1]))).convert("L")
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        return f"data:image/webp;base64,{b64encode(out.getvalue()).decode()}"

    return PIXELS.sub(as_webp, COORDINATES.sub(_with_two_decimals, svg))
