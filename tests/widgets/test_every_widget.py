"""What every widget keeps: its place, its figure, its weight, its state in the address, and every reader."""

import importlib

import pytest

from press.widgets import WIDGETS
from tests.site.browser import DESK, PHONE, inaccessible, overflows, until
from tests.site.browser import opened as opened_tab
from tests.widgets.widget_driver import READY, opened, touch, wait_for_query, weight

KIBIBYTES = 12
LIVE = ".w-live"
WRONG = ("as", "h", "v", "seed", "rate", "clamp")  # fields
# What a reader sees of a widget and has in it: without what is read aloud.
SEEN = """() => document.querySelector(".w-live").innerHTML.replace(/<p class="w-heard".*?<\\/p>/gs, "")"""
# px: of a widget's place, of the widget, which fills its place, if it did not, and the place that it reserves.
HEIGHTS = """() => {
  const [stage, live] = [".w-stage", ".w-live"].map((each) => document.querySelector(each));
  const reserved = parseFloat(getComputedStyle(stage).minHeight);
  const filled = stage.offsetHeight;
  live.style.alignSelf = "start";
  const heights = [filled, live.offsetHeight, reserved];
  live.style.alignSelf = "";
  return heights;
}"""
# How far things have moved so far, each time; the observer is told within its first task.
SHIFTS = """() => new Promise((done) => {
  const observer = new PerformanceObserver((list) => done(list.getEntries().map((each) => each.value)));
  observer.observe({ type: "layout-shift", buffered: true });
  setTimeout(done, 50, []);
})"""


def states_of(name):
    """Addresses of states of a widget, from the tests of its own."""
    return importlib.import_module(
        f"tests.widgets.test_{name.replace('-', '_')}"
    ).STATES


every_widget = pytest.mark.parametrize("name", WIDGETS)


@pytest.fixture(scope="module")
def phone(browser, origin):
    with opened_tab(browser, origin, has_touch=True) as tab:
        yield tab


def jumps(page, width):
    """How a widget that has just come moves what is below it, or is higher or wider than its place; one line each."""
    stage, live, reserved = page.evaluate(HEIGHTS)
    if not reserved - 60 <= live <= stage == reserved:
        yield f"it has {live} px in a stage of {stage} px, and reserves {reserved} px"
    for part in ("html", LIVE):
        if (content := page.locator(part).evaluate("box => box.scrollWidth")) > width:
            yield f"{part} has {content} px in a window of {width} px"
    page.evaluate("document.body.append('x')")
    if sum(shifts := page.evaluate(SHIFTS)):
        yield f"the page shifts by {shifts}"


@every_widget
def test_on_a_desk(tab, origin, name):
    """A wrong address changes nothing; scripts are light; with reduced motion nothing moves; sliders are read aloud; on paper there is the figure; axe-core finds nothing."""
    query = "&".join(f"{name}.{field}=%3Cb%3E" for field in WRONG)
    with opened(tab, origin, name, f"?{query}") as page:
        assert [*jumps(page, DESK)] == []
        assert weight(page) <= KIBIBYTES * 1024
        page.emulate_media(reduced_motion="reduce")
        first = page.evaluate(SEEN)
        for slider in page.get_by_role("slider").all():
            slider.focus()
            before = slider.get_attribute("aria-valuetext")
            page.keyboard.press("ArrowRight")
            assert slider.get_attribute("aria-valuetext") != before
        page.locator(f"{LIVE} :is(.w-chip, .w-check, .w-button)").last.click()
        assert page.evaluate("document.getAnimations().length") == 0
        page.get_by_role("button", name="Reset").click()
        assert page.evaluate(SEEN) == first
        assert not page.locator("figure img").is_visible()
        page.emulate_media(media="print")
        assert page.locator("figure img").is_visible()
        assert not page.locator(LIVE).is_visible()
        page.emulate_media(media="screen", reduced_motion="null")
        assert [*inaccessible(page, "figure")] == []


@every_widget
def test_on_a_phone(phone, origin, name):
    """The address holds a state until it is reset. A swipe that starts upwards scrolls the page; a tap, and one that starts sideways, move the mark or the slider."""
    query = states_of(name)[-1]
    with opened(phone, origin, name, f"{query}#after", width=PHONE) as page:
        assert [*jumps(page, PHONE)] == []
        control = page.locator(f"{LIVE} input:not([type=radio])").first
        control.focus()
        is_slider = control.get_attribute("type") == "range"
        for key in ("ArrowRight", "ArrowLeft") if is_slider else ("Space", "Space"):
            page.keyboard.press(key)
        until(page, "place => location.hash === place", f"#figure-{name}")
        held = page.evaluate("decodeURIComponent(location.search)")
        assert {*held.strip("?").split("&")} == {*query.strip("?").split("&")}

        page.evaluate("document.body.style.paddingBottom = '2000px'")
        kinds = page.locator(".w-drags"), page.locator(f"{LIVE} input[type=range]")
        for movable in [kind.first for kind in kinds if kind.count()]:
            movable.evaluate("it => it.scrollIntoView({ block: 'center' })")
            first = page.evaluate(SEEN)
            top = page.evaluate("scrollY")
            touch(movable, (0.6, 0.4), [(0, -25 * i) for i in range(1, 8)])
            until(page, "top => scrollY > top + 50", top)
            until(page, f"first => ({SEEN})() === first", first)
            page.evaluate("top => scrollTo(0, top)", top)
            for path in ([], [(15 * i, 0) for i in range(1, 5)]):
                before = page.evaluate(SEEN)
                touch(movable, (0.6, 0.4), path)
                until(page, f"before => ({SEEN})() !== before", before)
        page.get_by_role("button", name="Reset").click()
        wait_for_query(page, "")


@pytest.mark.slow  # each widget's first state is looked at above
@pytest.mark.parametrize(
    ("name", "query"),
    [(name, each) for name in WIDGETS for each in states_of(name)[1:]],
)
def test_another_state_is_accessible(tab, origin, name, query):
    with opened(tab, origin, name, query) as page:
        assert [*inaccessible(page, "figure")] == []
        assert [*overflows(page, PHONE)] == []


def test_a_widget_is_loaded_when_a_reader_comes_near(browser, origin):
    page = browser.new_page()
    page.add_init_script(
        "document.addEventListener('readystatechange', () => document.body.style.paddingTop = '5000px')"
    )
    page.goto(f"{origin}/read-h.html")
    page.wait_for_timeout(300)
    assert page.locator(READY).count() == page.evaluate("scrollY") == 0
    page.locator("figure").scroll_into_view_if_needed()
    page.wait_for_selector(READY)
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
    """All figures have one template, so one is enough."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/train-both.html")
        box, stage = (
            page.locator(each).bounding_box() for each in ("figure img", ".w-stage")
        )
        assert box["height"] > 100
        assert stage["height"] < box["height"] + 10
