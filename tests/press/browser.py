"""What a page does in a browser: what it asks for, complains of, and how it fits."""

import contextlib
import functools
import http.server
import threading
from dataclasses import dataclass

from playwright.sync_api import Page

from press.files import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
ALL = {"runOnly": RULES}
COLOURS_ALONE = {"runOnly": COLOURS}
ALL_BUT_COLOURS = {**ALL, "rules": {name: {"enabled": False} for name in COLOURS}}
VIEWS = {  # name: Material's colour scheme, width, height, and what axe-core is asked
    "light": ("default", 1280, 900, ALL),
    "dark": ("slate", 1280, 900, COLOURS_ALONE),  # else it is the light page
    "phone": ("default", 390, 844, ALL_BUT_COLOURS),  # those are the light page's
}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = 'options => axe.run(document, {...options, resultTypes: ["violations"]})'
LOAD_ALL = "() => [...document.images].forEach((image) => (image.loading = 'eager'))"
LOADED = "() => [...document.images].every((image) => image.complete)"
SCHEME = "document.body.dataset.mdColorScheme"
AT_REST = "() => document.getAnimations().every((each) => each.playState !== 'running')"
POLL_SECONDS = 0.05  # how soon a server stops that shall
SETTLE_MS = 150  # Material's own scripts


class Handler(http.server.SimpleHTTPRequestHandler):
    """Keeps quiet, and connections open."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serve(folder):
    """Serve a folder on a free port of this machine; gives the origin."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(
            target=server.serve_forever, args=[POLL_SECONDS], daemon=True
        ).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def watch(page, origin):
    """The list it returns fills with what the page does wrong."""
    problems = []

    def asked(request):
        if not request.url.startswith((origin + "/", "data:", "blob:")):
            problems.append(f"request off the site: {request.url}")

    def complained(message):
        if message.type == "error":
            problems.append(f"console error: {message.text[:200]}")

    page.on("request", asked)
    page.on("console", complained)
    page.on(
        "pageerror", lambda error: problems.append(f"script error: {str(error)[:200]}")
    )
    return problems


@dataclass(frozen=True)
class Tab:
    """A page in a browser; `problems` fills with what it does wrong."""

    page: Page
    problems: list[str]


@contextlib.contextmanager
def opened(browser, origin, address):
    """A tab that shows an address, in a context of its own."""
    clipboard = ["clipboard-read", "clipboard-write"]
    with browser.new_context(permissions=clipboard) as context:
        page = context.new_page()
        tab = Tab(page, watch(page, origin))
        page.goto(origin + address)
        page.evaluate(LOAD_ALL)  # lazy ones would wait until they are scrolled to
        page.wait_for_function(LOADED)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        yield tab


def show(page, scheme, width, height):
    """Turn to a view as a reader does: resize the window, press the button for the colours."""
    page.set_viewport_size({"width": width, "height": height})
    if page.evaluate(SCHEME) != scheme:
        page.click(".md-header__option label:visible")
    page.wait_for_timeout(SETTLE_MS)
    page.wait_for_function(AT_REST)


def inaccessible(found):
    """What axe-core found, one line a rule."""
    for violation in found["violations"]:
        first = " ".join(violation["nodes"][0]["html"].split())[:160]
        count = len(violation["nodes"])
        yield f"axe {violation['id']} ({count} nodes): {violation['help']}; first: {first}"


def problems_of(tab):
    """All that is wrong with a page, in one view after the other."""
    for view, (scheme, width, height, rules) in VIEWS.items():
        show(tab.page, scheme, width, height)
        content = tab.page.evaluate("document.documentElement.scrollWidth")
        if content > width:
            tab.problems.append(
                f"{view}: horizontal overflow: content {content} px, window {width} px"
            )
        found = tab.page.evaluate(RUN_AXE, rules)
        tab.problems.extend(f"{view}: {problem}" for problem in inaccessible(found))
    return tab.problems


def clipboard_of(page):
    """What each copy button of a page's Python puts on the clipboard."""
    blocks = page.locator(".language-python, .language-pycon")
    for button in blocks.locator('.md-code__button[data-md-type="copy"]').all():
        page.evaluate("navigator.clipboard.writeText('')")
        button.click()
        page.wait_for_function("navigator.clipboard.readText()")
        yield page.evaluate("navigator.clipboard.readText()")
