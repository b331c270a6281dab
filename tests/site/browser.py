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
ALL = {"runOnly": RULES}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
DESK, PHONE, HEIGHT = 1280, 390, 844
VIEWS = {  # name: width, Material's colour scheme, and what axe-core is asked
    "light": (PHONE, "default", ALL),  # a phone's page scrolls in more places
    "dark": (DESK, "slate", COLOURS),
}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARTICLE, WHOLE = "article", "html"  # what axe-core looks at
RUN_AXE = (
    '([part, options]) => axe.run(part, {...options, resultTypes: ["violations"]})'
)
LOAD_ALL = "() => [...document.images].forEach((image) => (image.loading = 'eager'))"
LOADED = "() => [...document.images].every((image) => image.complete)"
# axe-core looks at every element. So a formula, which is hundreds of boxes in one colour, becomes text; of the words of
# code with one colour the first stays an element; and of the rows of the evidence every 24th stays, opened.
SHORTEN = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  all(".katex-html, .katex-mathml").forEach((one) => one.replaceChildren(one.textContent));
  const colours = new Set();
  for (const token of all("code span").filter((one) => !one.children.length && one.checkVisibility())) {
    if (colours.has(token.className)) token.replaceWith(token.textContent);
    colours.add(token.className);
  }
  all("code span").filter((one) => !one.checkVisibility()).forEach((one) => one.replaceWith(one.textContent));
  all("details[data-claim]").forEach((row, i) => (i % 24 ? row.remove() : (row.open = true)));
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
TO_THE_END = """() => document.getAnimations()
  .filter((each) => each instanceof CSSTransition).forEach((each) => each.finish())"""
POLL_SECONDS = 0.05  # how soon a server stops


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


@contextlib.contextmanager
def opened(browser, origin, address):
    """A tab that shows an address, of a browser or of one of its contexts."""
    page = browser.new_page()
    tab = Tab(page, watch(page, origin), [])
    page.on("request", lambda request: tab.asked.append(request.url))
    page.goto(origin + address)
    page.evaluate(LOAD_ALL)  # lazy ones would wait until they are scrolled to
    page.wait_for_function(LOADED)
    try:
        yield tab
    finally:
        page.close()


def show(page, width, scheme="default"):
    """Resize the window, and choose the colours as a reader does."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    if page.evaluate(SCHEME) != scheme:
        page.click(".scheme")
    page.evaluate(TWO_FRAMES)  # after these, transitions have begun
    page.evaluate(TO_THE_END)


def inaccessible(found):
    """What axe-core found, one line per rule."""
    for violation in found["violations"]:
        first = " ".join(violation["nodes"][0]["html"].split())[:160]
        count = len(violation["nodes"])
        yield f"axe {violation['id']} ({count} nodes): {violation['help']}; first: {first}"


def overflows(page):
    """Whether a page is wider than its window, on a desk or on a phone, one line each."""
    for width in (DESK, PHONE):
        show(page, width)
        if (content := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"horizontal overflow: content {content} px, window {width} px"


def problems_of(tab, part=WHOLE):
    """All that is wrong with a page, or with a part of it: on a desk and on a phone, light and dark."""
    page, problems = tab.page, tab.problems
    problems.extend(overflows(page))
    page.evaluate(SHORTEN)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for view, (width, scheme, rules) in VIEWS.items():
        show(page, width, scheme)
        found = inaccessible(page.evaluate(RUN_AXE, [part, rules]))
        problems.extend(f"{view}: {problem}" for problem in found)
    return problems
