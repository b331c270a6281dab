"""What a page does in a browser: what it asks for, complains of, and how it fits."""

import contextlib
import functools
import http.server
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from evidence.files import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": RULES}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
COLOURS = {"runOnly": OF_COLOURS}
STRUCTURE = {
    **ALL,
    "rules": {rule: {"enabled": False} for rule in OF_COLOURS},
    "preload": False,  # only rules for audio would need it
}
DESK, PHONE, HEIGHT = 1280, 390, 844
SCHEMES = {"light": "default", "dark": "slate"}  # what Material calls them
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARTICLE, WHOLE = "article", "html"  # what axe-core looks at
RUN_AXE = (
    '([part, options]) => axe.run(part, {...options, resultTypes: ["violations"]})'
)
# Lazy pictures would wait until they are scrolled to.
LOAD_ALL = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.complete || new Promise((done) => (image.onload = image.onerror = done));
}))"""
# axe-core looks at every element. So what is outside of the part is removed; a formula and a picture, which are hundreds of
# elements in one colour, become one; of the words of code with one colour the first stays an element; and of the rows of the
# evidence every 48th stays, opened.
SHORTEN = """(part) => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  for (let one = document.querySelector(part); one.matches("body *"); one = one.parentElement)
    [...one.parentElement.childNodes].forEach((other) => other === one || other.remove());
  all(".katex-html, .katex-mathml, svg[aria-label]").forEach((one) => one.replaceChildren(one.textContent));
  const colours = new Set();
  for (const token of all("code span").filter((one) => !one.children.length && one.checkVisibility())) {
    if (colours.has(token.className)) token.replaceWith(token.textContent);
    colours.add(token.className);
  }
  all("code span").filter((one) => !one.checkVisibility()).forEach((one) => one.replaceWith(one.textContent));
  all("details[data-claim]").forEach((row, i) => (i % 48 ? row.remove() : (row.open = true)));
  all("details[data-page]").forEach((page) => (page.open = true));
}"""
SCHEME = "document.body.dataset.mdColorScheme"
OPEN_FOLDS = "() => document.querySelectorAll('details:not([data-claim])').forEach((one) => (one.open = true))"
COPY = ":is(.language-python, .language-pycon) button[data-md-type=copy]"
# What each copy button of a page's Python copies, once its fold and its tab are open: Material selects it, and calls execCommand.
COPIED = """async (buttons) => {
  const copied = [];
  document.execCommand = () => copied.push(document.activeElement.value);
  for (const button of document.querySelectorAll(buttons)) {
    const tab = button.closest(".tabbed-block");
    const number = [...(tab?.parentElement.children ?? [])].indexOf(tab);
    if (tab) tab.closest(".tabbed-set").querySelectorAll("input")[number].checked = true;
    button.click();
    await new Promise((done) => setTimeout(done));
  }
  document.querySelector(".md-dialog").remove(); // it says that something was copied
  return copied;
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# The end of a transition may begin another one, of an element inside.
TO_THE_END = """() => {
  const running = () => document.getAnimations().filter((each) => each instanceof CSSTransition);
  for (let all = running(); all.length; all = running()) all.forEach((each) => each.finish());
}"""
POLL_SECONDS = 0.05  # how soon a server stops, and a condition is looked at again
PATIENCE = 30  # s


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder below a path as GitHub's Pages do, with its 404.html for all that is not there."""

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
    """Serve a folder on a free port, below a path such as "/why"; yields the front page's address without its last slash."""
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

    def visit(self, address):
        """Show an address, with all of its pictures. What was wrong before is forgotten."""
        if self.page.url.partition("#")[0] == address.partition("#")[0]:
            self.page.goto("about:blank")  # else another #place would not load again
        self.problems.clear()
        self.page.goto(address)
        self.page.evaluate(LOAD_ALL)


@contextlib.contextmanager
def opened(browser, origin, address=None, **options):
    """A tab, of a browser with these options or of one of its contexts, which shows an address of a site."""
    page = browser.new_page(**options)
    tab = Tab(page, watch(page, origin), [])
    page.on("request", lambda request: tab.asked.append(request.url))
    if address:
        tab.visit(origin + address)
    try:
        yield tab
    finally:
        page.close()


def resize(page, width):
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate(TWO_FRAMES)  # what follows the window's size has followed it


def until(page, condition, given=None):
    """Wait until JavaScript is true. Playwright's `wait_for_function` evaluates text in the page, which the page's policy refuses."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(condition, given):
        assert time.monotonic() < end, f"not true within {PATIENCE} s: {condition}"
        time.sleep(POLL_SECONDS)


def use_scheme(page, scheme):
    """Show a page in one of Material's colour schemes."""
    page.evaluate(f"scheme => {{ {SCHEME} = scheme; }}", scheme)
    page.evaluate(TWO_FRAMES)  # after these, transitions have begun
    page.evaluate(TO_THE_END)


def in_words(found):
    """What axe-core found, one line per rule."""
    for violation in found["violations"]:
        first = " ".join(violation["nodes"][0]["html"].split())[:160]
        count = len(violation["nodes"])
        yield f"axe {violation['id']} ({count} nodes): {violation['help']}; first: {first}"


def run_axe(page, part, options):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN_AXE, [part, options])


def illegible(page, part):
    """What is wrong with the colours of a part of a page, light and dark."""
    for name, scheme in SCHEMES.items():
        use_scheme(page, scheme)
        found = run_axe(page, part, COLOURS)
        yield from (f"{name}: {problem}" for problem in in_words(found))


def inaccessible(page, part):
    """All that axe-core finds in a part of a page, light and dark, one line each. It ends in dark colours."""
    yield from in_words(run_axe(page, part, STRUCTURE))
    yield from illegible(page, part)


def overflows(page, width):
    """Whether a page is wider than its window, in one line."""
    if page.viewport_size["width"] != width:
        resize(page, width)
    if (content := page.evaluate("document.documentElement.scrollWidth")) > width:
        yield f"horizontal overflow: content {content} px, window {width} px"


def problems_of(tab, part=WHOLE, with_axe=True):
    """All that is wrong with a page, or with a part of it: on a desk and on a phone, light and dark.

    If axe-core is asked, which takes longer than all else, little of the page is left afterwards.
    """
    page, problems = tab.page, tab.problems
    for width in (DESK, PHONE):
        problems.extend(overflows(page, width))
    if with_axe:
        page.evaluate(SHORTEN, part)
        problems.extend(inaccessible(page, part))
        if part == WHOLE:  # it has more to show on a desk
            resize(page, DESK)
            problems.extend(illegible(page, part))
    return problems


def problems_of_part(page, part):
    """All that axe-core finds in a small part of a page, of which nothing else is left afterwards."""
    page.evaluate(SHORTEN, part)
    return [*in_words(run_axe(page, part, ALL))]
