"""Use a widget as a reader does: open it, move its sliders, press its buttons, train, read its numbers."""

import contextlib
import gzip

from press.widgets import FOLDER
from tests.site.browser import DESK, HEIGHT, TWO_FRAMES, until

REST = 150  # ms

NUMBERS = """() => Object.fromEntries([...document.querySelectorAll('.w-live data[data-of]')]
    .map((one) => [one.dataset.of, one.value]))"""
# Through states, each {label of a slider or of a word: its value}: the numbers that are shown in each, as text.
WALK = """(states) => states.map((state) => {
    const labelled = (input, label) => input.labels[0].textContent === label;
    const inputs = [...document.querySelectorAll('.w-live input')];
    for (const [label, value] of Object.entries(state)) {
        const input = inputs.find((one) => labelled(one, label));
        const [of, event] = input.type === 'range' ? ['value', 'input'] : ['checked', 'change'];
        if (String(input[of]) === String(value)) continue;
        input[of] = value;
        input.dispatchEvent(new Event(event, { bubbles: true }));
    }
    return (NUMBERS)();
})""".replace("NUMBERS", NUMBERS)
READY = ".w-on:not([aria-busy=true]) .w-picture svg"
# While a test looks, a training would run on. So it is stopped as soon as the number is there.
STOP_AT = """([of, least]) => {
    const live = document.querySelector('.w-live:has(.w-strong)');
    window.stopped = new Promise((done, fail) => {
        const watching = new MutationObserver(() => {
            if (!(live.querySelector(`data[data-of=${of}]`)?.value >= least)) return;
            watching.disconnect();
            live.querySelector('.w-strong').click();
            done();
        });
        watching.observe(live, { childList: true, subtree: true });
        setTimeout(() => fail(new Error(`no ${of} of ${least} in a minute`)), 60_000);
    });
}"""


@contextlib.contextmanager
def opened(tab, origin, name, query="", width=DESK):
    """The tab's page with one widget, which is there; what it does wrong fails on leaving."""
    tab.page.set_viewport_size({"width": width, "height": HEIGHT})
    tab.visit(f"{origin}/{name}.html{query}")
    tab.page.wait_for_selector(READY)
    yield tab.page
    assert tab.problems == []


@contextlib.contextmanager
def without(browser, origin, name, data):
    """(page, a function that brings it back): a new page with one widget that cannot load its data."""
    page = browser.new_page()
    page.route(data, lambda route: route.abort())
    page.goto(f"{origin}/{name}.html")
    page.wait_for_selector(READY)
    yield page, lambda: page.unroute(data)
    page.close()


@contextlib.contextmanager
def train_until(page, of, least=1):
    """Stop the training that is started inside, once the number ``of`` is at least so much."""
    page.evaluate(STOP_AT, [of, least])
    yield
    page.evaluate("window.stopped")


def numbers(page):
    """{what: number} of all numbers that the widget shows, to their last digit."""
    return as_numbers(page.evaluate(NUMBERS))


def as_numbers(found):
    return {
        name: float(value.replace("Infinity", "inf")) for name, value in found.items()
    }


def walk(page, states):
    """The numbers that the widget shows in each of the states, {label of a slider or of a word: its value}."""
    return [as_numbers(found) for found in page.evaluate(WALK, states)]


def press(page, label):
    page.get_by_role("radio", name=label, exact=True).check()


def wait_for_query(page, query):
    """Wait until the widget has written this into the address, with its question mark."""
    until(page, "query => decodeURIComponent(location.search) === query", query)


def drag(page, start, end):
    """Drag with the mouse from a point of the window to another."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def touch(movable, start, path):
    """A finger on a locator's element, down at `start` (parts of its width and height), then along `path` (px from there).

    What it does shows soon afterwards, and not at once.
    """
    page = movable.page
    page.evaluate(TWO_FRAMES)  # the finger meets what has been scrolled to its place
    box = movable.bounding_box()
    x, y = box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"]
    hand = page.context.new_cdp_session(page)

    def send(kind, *points):
        at = [{"x": x + right, "y": y + down} for right, down in points]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    send("touchStart", (0, 0))
    for point in path:
        send("touchMove", point)
    # It rests before it lifts: otherwise the page scrolls on, and the next touch only stops it.
    if any(down for _, down in path):
        page.wait_for_timeout(REST)
    send("touchEnd")
    hand.detach()


def weight(page):
    """Bytes, compressed, of the scripts that the page has asked for."""
    scripts = page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop())"
        ".filter((name) => name.endsWith('.js'))"
    )
    assert "load.js" in scripts
    return sum(len(gzip.compress((FOLDER / file).read_bytes(), 9)) for file in scripts)
