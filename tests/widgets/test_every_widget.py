"""What every widget keeps: its place, its figure, its weight, its state in the address, and every reader."""

import importlib

import pytest

from press.widgets import WIDGETS
from tests.site.browser import DESK, PHONE, inaccessible, overflows
from tests.site.browser import opened as opened_tab
from tests.widgets.widget_driver import READY, SHIFTS, opened, query_of, touch, weight

KIBIBYTES = 12


def states_of(name):
    """Addresses of states of a widget, from the tests of its own."""
    return importlib.import_module(
        f"tests.widgets.test_{name.replace('-', '_')}"
    ).STATES


every_widget = pytest.mark.parametrize("name", WIDGETS)


@every_widget
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_nothing_jumps(tab, origin, name, width):
    with opened(tab, origin, name, width=width) as page:
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


@pytest.fixture(scope="module")
def looks():
    """The colours that axe-core has judged in some state."""
    return {}


@pytest.mark.parametrize(
    ("name", "query"), [(name, each) for name in WIDGETS for each in states_of(name)]
)
def test_a_state_is_sound(tab, origin, looks, name, query):
    """axe-core finds nothing, it fits a phone, and the address holds it until it is reset."""
    with opened(tab, origin, name, f"{query}#after") as page:
        assert [*inaccessible(page, "figure", looks)] == []
        assert [*overflows(page, PHONE)] == []
        assert page.locator(".w-live").evaluate("box => box.scrollWidth") <= PHONE
        control = page.locator(".w-live input:not([type=radio])").first
        control.focus()
        is_slider = control.get_attribute("type") == "range"
        for key in ("ArrowRight", "ArrowLeft") if is_slider else ("Space", "Space"):
            page.keyboard.press(key)
        asked, held = (each.strip("?").split("&") for each in (query, query_of(page)))
        assert set(held) == set(asked)
        assert page.evaluate("location.hash") == (f"#figure-{name}" if query else "")
        page.get_by_role("button", name="Reset").click()
        assert query_of(page) == ""


@pytest.mark.parametrize("query", ["", "?read-h.h=2#figure-read-h"])
def test_a_shared_link_leads_to_its_figure(browser, origin, query):
    page = browser.new_page()
    page.add_init_script(
        "document.addEventListener('readystatechange', () => document.body.style.paddingTop = '5000px')"
    )
    page.goto(f"{origin}/read-h.html{query}")
    page.wait_for_timeout(500)
    assert page.locator(READY).count() == bool(query)
    assert (page.evaluate("scrollY") > 4000) == bool(query)
    page.close()


def test_a_widget_does_not_wait_for_what_is_slow(browser, origin):
    """Such as the theme's bundle."""
    with browser.new_context() as context:
        page, held = context.new_page(), []
        page.route("**/slow.js", lambda route: held.append(route))
        html = page.request.get(f"{origin}/read-h.html").text()
        html = html.replace('<p id="after">', '<script src="slow.js"></script><p>')
        page.route(
            "**/read-h.html?*",
            lambda route: route.fulfill(body=html, content_type="text/html"),
        )
        page.goto(f"{origin}/read-h.html?read-h.h=2", wait_until="commit")
        page.wait_for_selector(READY)
        held[0].fulfill(body="", content_type="text/javascript")


def test_without_script_the_figure_stands(browser, origin):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for name in WIDGETS:
            page.goto(f"{origin}/{name}.html")
            box, stage = (
                page.locator(each).bounding_box() for each in ("figure img", ".w-stage")
            )
            assert box["height"] > 100
            assert stage["height"] < box["height"] + 10


@every_widget
def test_a_reader_with_settings_of_their_own(tab, origin, name):
    """Scripts are light; with reduced motion nothing moves; sliders are read aloud; on paper there is the figure."""
    with opened(tab, origin, name) as page:
        page.emulate_media(reduced_motion="reduce")
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


@pytest.fixture(scope="module")
def phone(browser, origin):
    with (
        browser.new_context(has_touch=True) as context,
        opened_tab(context, origin) as tab,
    ):
        yield tab


@every_widget
def test_a_finger_scrolls_or_moves(phone, origin, name):
    """A swipe that starts upwards scrolls the page; one that starts sideways, and a tap, move the mark or the slider."""
    with opened(phone, origin, name, width=PHONE) as page:
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
