"""What every widget keeps: its place, its figure, its weight, its state in the address, and every reader."""

import importlib

import pytest

from press.widgets import WIDGETS
from tests.site.browser import (
    ALL,
    COLOURS,
    DESK,
    HEIGHT,
    PHONE,
    TO_THE_END,
    TWO_FRAMES,
)
from tests.widgets.widget_driver import (
    READY,
    SHIFTS,
    faults,
    opened,
    query_of,
    touch,
    weight,
)

KIBIBYTES = 12


def states_of(name):
    """Addresses of states of a widget, from the tests of its own."""
    return importlib.import_module(
        f"tests.widgets.test_{name.replace('-', '_')}"
    ).STATES


every_widget = pytest.mark.parametrize("name", WIDGETS)


@every_widget
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_nothing_jumps(browser, origin, name, width):
    with opened(browser, origin, name, width=width) as page:
        stage, live = (
            page.locator(which).evaluate("box => box.offsetHeight")
            for which in (".w-stage", ".w-live")
        )
        reserved = page.locator(".w-stage").evaluate(
            "box => parseFloat(getComputedStyle(box).minHeight)"
        )
        assert live <= stage == reserved
        assert live >= reserved - 60, "the place is taller than the widget"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate("document.body.append('x')")
        shifts = page.evaluate(
            f"Promise.race([({SHIFTS})(), new Promise((done) => setTimeout(done, 300, []))])"
        )
        assert sum(shifts) == 0


@pytest.fixture(
    scope="module",
    params=[(name, each) for name in WIDGETS for each in states_of(name)],
)
def state(request, browser, origin):
    """(query, page): a widget in a state, opened once for all that is asked of it."""
    name, query = request.param
    with opened(browser, origin, name, f"{query}#after") as page:
        yield query, page


@pytest.mark.parametrize(("scheme", "rules"), [("default", ALL), ("slate", COLOURS)])
def test_axe_finds_nothing(state, scheme, rules):
    _, page = state
    page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme; }", scheme)
    page.evaluate(TWO_FRAMES)
    page.evaluate(TO_THE_END)
    assert faults(page, rules) == []


def test_it_fits_a_phone(state):
    _, page = state
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert page.locator(".w-live").evaluate("box => box.scrollWidth") <= PHONE
    page.set_viewport_size({"width": DESK, "height": HEIGHT})


def test_the_address_holds_the_state_and_reset_clears_it(state):
    query, page = state
    control = page.locator(".w-live input:not([type=radio])").first
    control.focus()
    is_slider = control.get_attribute("type") == "range"
    for key in ("ArrowRight", "ArrowLeft") if is_slider else ("Space", "Space"):
        page.keyboard.press(key)
    assert set(query_of(page).strip("?").split("&")) == set(query.strip("?").split("&"))
    page.get_by_role("button", name="Reset").click()
    assert query_of(page) == ""
    assert page.evaluate("location.hash") == "#after"


@pytest.mark.parametrize("query", ["", "?read-h.h=2"])
def test_a_shared_link_leads_to_its_figure(browser, origin, query):
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(
            "document.addEventListener('readystatechange', () => document.body.style.paddingTop = '5000px')"
        )
        page.goto(f"{origin}/read-h.html{query}")
        page.wait_for_timeout(500)
        assert page.locator(READY).count() == bool(query)
        assert (page.evaluate("scrollY") > 4000) == bool(query)


def test_a_widget_does_not_wait_for_what_is_slow(browser, origin):
    """Such as the theme's bundle. Once the rest is there, the page is long enough to scroll to the figure."""
    with browser.new_context() as context:
        page, held = context.new_page(), []
        page.route("**/slow.js", lambda route: held.append(route))
        html = page.request.get(f"{origin}/read-h.html").text()
        rest = '<script src="slow.js"></script><div style="height: 5000px"></div>'
        html = html.replace('<p id="after">', rest + '<p id="after">')
        page.route(
            "**/read-h.html?*",
            lambda route: route.fulfill(body=html, content_type="text/html"),
        )
        page.goto(f"{origin}/read-h.html?read-h.h=2", wait_until="commit")
        page.wait_for_selector(READY)
        held[0].fulfill(body="", content_type="text/javascript")
        page.wait_for_load_state()
        assert page.locator("figure").bounding_box()["y"] < 100


@every_widget
def test_without_script_the_figure_stands(browser, origin, name):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/{name}.html")
        box = page.locator("figure img").bounding_box()
        assert box["height"] > 100
        assert page.locator(".w-stage").bounding_box()["height"] < box["height"] + 10


@every_widget
def test_a_reader_with_settings_of_their_own(browser, origin, name):
    """Scripts are light; with reduced motion nothing moves; sliders are read aloud; on paper there is the figure."""
    with opened(browser, origin, name, reduced_motion="reduce") as page:
        assert weight(page) <= KIBIBYTES * 1024
        first = page.locator(".w-live").inner_html()
        page.locator(".w-live :is(.w-chip, .w-check, .w-button)").last.click()
        assert page.evaluate("document.getAnimations().length") == 0
        for slider in page.get_by_role("slider").all():
            slider.focus()
            before = slider.get_attribute("aria-valuetext")
            page.keyboard.press("ArrowRight")
            assert slider.get_attribute("aria-valuetext") != before
        assert not page.locator("figure img").is_visible()
        page.emulate_media(media="print")
        assert page.locator("figure img").is_visible()
        assert not page.locator(".w-live").is_visible()
        page.emulate_media(media="screen")
        wrong = "&".join(
            f"{name}.{field}=%3Cb%3E"
            for field in ("as", "h", "v", "seed", "rate", "clamp")
        )
        page.goto(f"{origin}/{name}.html?{wrong}")
        page.wait_for_selector(READY)
        assert page.locator(".w-live").inner_html() == first


@every_widget
def test_a_finger_scrolls_or_moves(browser, origin, name):
    """A swipe that starts upwards scrolls the page; one that starts sideways, and a tap, move the mark or the slider."""
    with opened(browser, origin, name, width=PHONE, has_touch=True) as page:
        page.evaluate("document.body.style.paddingBottom = '2000px'")
        kinds = page.locator(".w-drags"), page.locator(".w-live input[type=range]")
        for movable in [kind.first for kind in kinds if kind.count()]:
            movable.evaluate("it => it.scrollIntoView({ block: 'center' })")
            first = page.locator(".w-live").inner_html()
            top = page.evaluate("scrollY")
            touch(movable, (0.6, 0.4), [(0, -6 * i) for i in range(1, 30)])
            assert page.evaluate("scrollY") > top + 50
            assert page.locator(".w-live").inner_html() == first
            page.evaluate("top => scrollTo(0, top)", top)
            for path in ([(6 * i, 0) for i in range(1, 10)], []):
                before = page.locator(".w-live").inner_html()
                touch(movable, (0.6, 0.4), path)
                assert page.locator(".w-live").inner_html() != before
