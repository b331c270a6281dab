"""Jinja templates. In those of HTML, a line break and the indentation after it are not part of the text."""

import re
from pathlib import Path

import jinja2

from press.data_attributes import attributes, mark
from press.paths import link

FOLDER = Path(__file__).parent
ENVIRONMENT = jinja2.Environment(
    undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
ENVIRONMENT.globals |= {"attributes": attributes, "mark": mark, "link": link}


def render(file, /, **values):
    """A template with these values. Values are escaped by the filter `e`."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    if file.endswith(".html"):  # Markdown that holds HTML
        text = re.sub(r"(?<!\n)\n *(?!\n)", "", text)
    return ENVIRONMENT.from_string(text).render(values)
