"""What a page does in a browser: what it asks for, complains of, and how it fits."""

import contextlib
import functools
import http.server
import threading
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from evidence.files import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
ALL = {"runOnly": RULES}
COLOURS_ALONE = {"runOnly": COLOURS}
ALL_BUT_COLOURS = {**ALL, "rules": {name: {"enabled": False} for name in COLOURS}}
DESK, PHONE, HEIGHT = 1280, 390, 844
VIEWS = {  # name: width, Material's colour scheme, and what axe-core is asked
    "phone": (PHONE, "default", ALL_BUT_COLOURS),  # they are the light page's
    "light": (DESK, "default", ALL),
    "dark": (DESK, "slate", COLOURS_ALONE),  # all else is the light page's
}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = 'options => axe.run(document, {...options, resultTypes: ["violations"]})'
LOAD_ALL = "() => [...document.images].forEach((image) => (image.loading = 'eager'))"
LOADED = "() => [...document.images].every((image) => image.complete)"
# What is far below is not laid out until a reader comes near: here all of it is judged as it is then.
ALL_IS_NEAR = """() => document.head.append(Object.assign(document.createElement("style"),
  { textContent: "* { content-visibility: visible !important; }" }))"""
FORMULAS_AS_TEXT = """() => document.querySelectorAll(".katex-html")
  .forEach((formula) => formula.replaceChildren(formula.textContent))"""
SCHEME = "document.body.dataset.mdColorScheme"
SHOW_TAB = """(button) => {
  const block = button.closest(".tabbed-block");
  if (!block) return;
  const number = [...block.parentElement.children].indexOf(block);
  block.closest(".tabbed-set").querySelectorAll("input")[number].checked = true;
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TO_THE_END = """() => document.getAnimations()
  .filter((each) => each instanceof CSSTransition).forEach((each) => each.finish())"""
POLL_SECONDS = 0.05  # how soon a server stops that shall


class Handler(http.server.SimpleHTTPRequestHandler):
    """As GitHub's Pages: a folder below a path, and its 404.html for all that is not there. Keeps quiet, and connections open."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments, path, **options):
        self.below = path
        super().__init__(*arguments, **options)

    def translate_path(self, path):
        inside = path.startswith(self.below + "/")
        return super().translate_path(path[len(self.below) :] if inside else "/gone")

    def send_error(self, code, *arguments, **options):
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, *arguments, **options)
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serve(folder, path=""):
    """Serve a folder on a free port of this machine, below a path such as "/why"; gives the address of its front page without the last slash."""
    handler = functools.partial(Handler, directory=str(folder), path=path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(
            target=server.serve_forever, args=[POLL_SECONDS], daemon=True
        ).start()
        yield f"http://127.0.0.1:{server.server_port}{path}"
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
    """A page in a browser; `problems` fills with what it does wrong, `asked` with the addresses that it asks for."""

    page: Page
    problems: list[str]
    asked: list[str]


@contextlib.contextmanager
def opened(browser, origin, address):
    """A tab that shows an address, in a context of its own."""
    clipboard = ["clipboard-read", "clipboard-write"]
    with browser.new_context(permissions=clipboard) as context:
        page = context.new_page()
        tab = Tab(page, watch(page, origin), [])
        page.on("request", lambda request: tab.asked.append(request.url))
        page.goto(origin + address)
        page.evaluate(LOAD_ALL)  # lazy ones would wait until they are scrolled to
        page.wait_for_function(LOADED)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        yield tab


def show(page, width, scheme="default"):
    """Turn to a view as a reader does: resize the window, press the button for the colours."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    if page.evaluate(SCHEME) != scheme:
        page.click(".md-header__option label:visible")
    page.evaluate(TWO_FRAMES)  # after these, transitions have begun
    page.evaluate(TO_THE_END)


def inaccessible(found):
    """What axe-core found, one line a rule."""
    for violation in found["violations"]:
        first = " ".join(violation["nodes"][0]["html"].split())[:160]
        count = len(violation["nodes"])
        yield f"axe {violation['id']} ({count} nodes): {violation['help']}; first: {first}"


def problems_of(tab):
    """All that is wrong with a page, at a desk and on a phone, light and dark."""
    page, problems = tab.page, tab.problems
    for width in (DESK, PHONE):
        show(page, width)
        if (content := page.evaluate("document.documentElement.scrollWidth")) > width:
            problems.append(
                f"horizontal overflow: content {content} px, window {width} px"
            )
    page.evaluate(ALL_IS_NEAR)
    # A formula is hundreds of boxes in the colour of its text, and hidden from all who read its MathML:
    # axe-core would take most of its time for them.
    page.evaluate(FORMULAS_AS_TEXT)
    for view, (width, scheme, rules) in VIEWS.items():
        show(page, width, scheme)
        found = inaccessible(page.evaluate(RUN_AXE, rules))
        problems.extend(f"{view}: {problem}" for problem in found)
    return problems


def clipboard_of(page):
    """What each copy button of a page's Python puts on the clipboard; what is folded is opened first, and so is its tab."""
    page.evaluate(
        "document.querySelectorAll('details').forEach(one => one.open = true)"
    )
    blocks = page.locator(".language-python, .language-pycon")
    for button in blocks.locator('.md-code__button[data-md-type="copy"]').all():
        button.evaluate(SHOW_TAB)
        page.evaluate("navigator.clipboard.writeText('')")
        button.click()
        page.wait_for_function("() => navigator.clipboard.readText()")
        yield page.evaluate("navigator.clipboard.readText()")
