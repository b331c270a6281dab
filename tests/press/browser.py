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
SETTLED = """() => document.readyState === "complete"
  && [...document.images].every((image) => !image.offsetParent || image.complete)"""
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
    """Keep the page on its origin; the list it returns fills with what the page did wrong."""
    problems = []

    def keep_on_site(route):
        if route.request.url.startswith((origin + "/", "data:", "blob:")):
            route.continue_()
        else:
            problems.append(f"request off the site: {route.request.url}")
            route.abort()

    def complaint(message):
        if message.type == "error" and "ERR_FAILED" not in message.text:  # that is our abort
            problems.append(f"console error: {message.text[:200]}")

    page.route("**/*", keep_on_site)
    page.on("console", complaint)
    page.on("pageerror", lambda error: problems.append(f"script error: {str(error)[:200]}"))
    return problems


def inaccessible(page):
    """What axe-core finds, one line a rule."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    run = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
    for violation in page.evaluate(run, RULES)["violations"]:
        first = " ".join(violation["nodes"][0]["html"].split())[:160]
        count = len(violation["nodes"])
        yield f"axe {violation['id']} ({count} nodes): {violation['help']}; first: {first}"


def problems_of(browser, origin, address, view):
    """All that is wrong with one page in one view."""
    scheme, width, height = VIEWS[view]
    with browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": height}
    ) as context:
        page = context.new_page()
        problems = watch(page, origin)
        page.goto(origin + address)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")  # lazy images load now
        page.wait_for_function(SETTLED)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(SETTLE_MS)
        content = page.evaluate("document.documentElement.scrollWidth")
        if content > width:
            problems.append(f"horizontal overflow: content {content} px, window {width} px")
        return [*problems, *inaccessible(page)]


def clipboard_of(browser, address):
    """What each copy button of a page puts on the clipboard."""
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(".md-code__button")
        for button in page.locator('.md-code__button[data-md-type="copy"]').all():
            page.evaluate("navigator.clipboard.writeText('')")
            button.click()
            page.wait_for_function("navigator.clipboard.readText()")
            yield page.evaluate("navigator.clipboard.readText()")
