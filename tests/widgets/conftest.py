"""Every widget on a page of its own: the site's style sheets, a static picture, and the built scripts."""

from pathlib import Path

import material
import pytest

from press import templates, widgets
from press.paths import DOCS
from tests.site import browser as pages
from tests.site.conftest import once
from tests.widgets.widget_driver import opened

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 4"><rect width="6" height="4" fill="gray"/></svg>"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">{styles}</head>
<body data-md-color-scheme="default" data-md-color-primary="custom" dir="ltr">
<script>document.body.dataset.mdColorScheme = matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default"</script>
<div class="md-container"><main class="md-main"><div class="md-main__inner md-grid"><div class="md-content">
<article class="md-content__inner md-typeset"><h1>{name}</h1><p>Before.</p>{figure}<p id="after">After.</p></article>
</div></div></main></div></body></html>"""


def write_pages(folder):
    """Write a page for each widget into ``folder``: ``/read-h.html`` and so on."""
    widgets.build()
    assets = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
    sheets = [
        *sorted(assets.glob("main.*.min.css")),
        *sorted(assets.glob("palette.*.min.css")),
        *sorted((DOCS / "assets" / "css").glob("*.css")),
    ]
    for sheet in sheets:
        (folder / sheet.name).write_bytes(sheet.read_bytes())
    styles = "".join(f'<link rel="stylesheet" href="{sheet.name}">' for sheet in sheets)
    (folder / "picture-light.svg").write_text(PICTURE)
    scripts = folder / "generated" / "widgets"
    scripts.mkdir(parents=True)
    for file in widgets.FOLDER.iterdir():
        (scripts / file.name).write_bytes(file.read_bytes())
    for name in widgets.WIDGETS:
        widget = {"name": name, "script": "generated/widgets/load.js"}
        figure = templates.render(
            "figure.html",
            name=name,
            drawn={"alt": "A static picture", "width": 600, "height": 400},
            caption="What the static picture shows.",
            file="picture",
            schemes=["light"],
            code="",
            widget=widget | widgets.WIDGETS[name],
        )
        (folder / f"{name}.html").write_text(
            PAGE.format(name=name, styles=styles, figure=figure), encoding="utf-8"
        )


@pytest.fixture(scope="session")
def origin(tmp_path_factory):
    """Where the widgets' pages are served."""
    with pages.serve(once(tmp_path_factory, "widgets", write_pages)) as origin:
        yield origin


@pytest.fixture(scope="session")
def tab(browser, origin):
    """One for all widgets, so that what they share is loaded and compiled once."""
    with pages.opened(browser, origin) as tab:
        yield tab


@pytest.fixture(scope="module")
def opened_once(tab, origin, request):
    """The widget that a module tests: test_read_h.py tests read-h."""
    name = request.module.__name__.rpartition("test_")[2].replace("_", "-")
    with opened(tab, origin, name) as page:
        yield page


@pytest.fixture
def page(opened_once):
    """The module's widget as a reader finds it."""
    opened_once.get_by_role("button", name="Reset").dispatch_event("click")
    opened_once.click("h1")  # the keyboard starts here
    return opened_once
