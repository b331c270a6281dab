"""What a page does in a browser: what it asks for, complains of, and how it fits."""

import contextlib
import functools
import http.server
import threading

from press.files import ROOT

VIEWS = {  # name: colour scheme, width, height
    "light": ("light", 1280, 900),
    "dark": ("dark", 1280, 900),
    "phone": ("light", 390, 844),
}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOAD_ALL = "() => [...document.images].forEach((image) => (image.loading = 'eager'))"
LOADED = "() => [...document.images].every((image) => image.complete)"
START_AXE = """rules => {
  const run = () => axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  window.found = new Promise((done) => setTimeout(done)).then(run);
}"""  # later, so that starting it does not wait for it: the tabs run side by side
SETTLE_MS = 150  # Material's own scripts and transitions


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
        threading.Thread(target=server.serve_forever, daemon=True).start()
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


@functools.cache
def context_of(browser, view):
    """One for all pages of a view: what they share is loaded once."""
    scheme, width, height = VIEWS[view]
    return browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": height}
    )


def inaccessible(found):
    """What axe-core found, one line a rule."""
    for violation in found["violations"]:
        first = " ".join(violation["nodes"][0]["html"].split())[:160]
        count = len(violation["nodes"])
        yield f"axe {violation['id']} ({count} nodes): {violation['help']}; first: {first}"


def problems_of(browser, origin, address, views=tuple(VIEWS)):
    """All that is wrong with one page, by view; each view in a tab of its own, side by side."""
    tabs = {view: context_of(browser, view).new_page() for view in views}
    problems = {view: watch(page, origin) for view, page in tabs.items()}
    for page in tabs.values():
        page.goto(origin + address, wait_until="commit")
    for view, page in tabs.items():
        page.wait_for_load_state()
        page.evaluate(LOAD_ALL)  # lazy ones would wait until they are scrolled to
        page.wait_for_function(LOADED)
        page.wait_for_timeout(SETTLE_MS)
        width = VIEWS[view][1]
        if (content := page.evaluate("document.documentElement.scrollWidth")) > width:
            problems[view].append(
                f"horizontal overflow: content {content} px, window {width} px"
            )
        page.evaluate(AXE.read_text(encoding="utf-8"))
        page.evaluate(START_AXE, RULES)
    for view, page in tabs.items():
        problems[view] += inaccessible(page.evaluate("found"))
        page.close()
    return {view: found for view, found in problems.items() if found}


def clipboard_of(browser, address):
    """What each copy button of a page puts on the clipboard."""
    with browser.new_context(
        permissions=["clipboard-read", "clipboard-write"]
    ) as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(".md-code__button")
        for button in page.locator('.md-code__button[data-md-type="copy"]').all():
            page.evaluate("navigator.clipboard.writeText('')")
            button.click()
            page.wait_for_function("navigator.clipboard.readText()")
            yield page.evaluate("navigator.clipboard.readText()")
