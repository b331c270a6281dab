"""What every widget keeps: its place, its figure, its weight, its state in the address, and every reader."""

import pytest

from press.widgets import WIDGETS
from tests.site.browser import DESK, HEIGHT, PHONE, TO_THE_END, TWO_FRAMES
from tests.widgets.widget_driver import SHIFTS, faults, opened, query_of, weight

KIBIBYTES = 12
TABLET = 800
STATES = {  # name: what the address says, at first nothing
    "read-h": [
        "",
        "?read-h.as=log_std&read-h.h=2.5",
        "?read-h.as=raw_variance&read-h.h=-1",
    ],
    "train-both": [
        "",
        "?train-both.optimizer=sgd&train-both.rate=no&train-both.seed=3",
    ],
    "lose-half": [
        "",
        "?lose-half.v=0",
        "?lose-half.draws=log_variance&lose-half.v=1",
    ],
    "four-slopes": ["", "?four-slopes.target=-0.1&four-slopes.rate=0.25"],
    "float-cliff": [
        "",
        "?float-cliff.format=bfloat16&float-cliff.clamp=copied&float-cliff.h=30",
        "?float-cliff.as=log_std&float-cliff.clamp=safe",
    ],
    "latent-plane": [
        "",
        "?latent-plane.as=log_std&latent-plane.image=7&latent-plane.z1=-1.5",
    ],
}
every_widget = pytest.mark.parametrize("name", WIDGETS)


def test_every_widget_has_states():
    assert STATES.keys() == WIDGETS.keys()


@every_widget
@pytest.mark.parametrize("width", [DESK, TABLET, PHONE])
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
    scope="module", params=[(name, each) for name in STATES for each in STATES[name]]
)
def state(request, browser, origin):
    """(name, query, page): a widget in a state, opened once for all that is asked of it."""
    name, query = request.param
    with opened(browser, origin, name, f"{query}#after") as page:
        yield name, query, page


@pytest.mark.parametrize(
    ("system", "scheme"), [("light", "default"), ("dark", "slate")]
)
def test_axe_finds_nothing(state, system, scheme):
    *_, page = state
    page.emulate_media(color_scheme=system)
    page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme; }", scheme)
    page.evaluate(TWO_FRAMES)
    page.evaluate(TO_THE_END)
    assert faults(page) == []


def test_it_fits_a_phone(state):
    *_, page = state
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert page.locator(".w-live").evaluate("box => box.scrollWidth") <= PHONE
    page.set_viewport_size({"width": DESK, "height": HEIGHT})


def test_the_address_holds_the_state_and_reset_clears_it(state):
    _, query, page = state
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert set(query_of(page).strip("?").split("&")) == set(query.strip("?").split("&"))
    page.get_by_role("button", name="Reset").click()
    assert query_of(page) == ""
    assert page.evaluate("location.hash") == "#after"


@every_widget
def test_without_script_the_figure_stands(browser, origin, name):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/{name}.html")
        box = page.locator("figure img").bounding_box()
        assert box["height"] > 100
        assert page.locator(".w-stage").bounding_box()["height"] < box["height"] + 10


@every_widget
def test_on_paper_the_figure_stands(browser, origin, name):
    with opened(browser, origin, name) as page:
        assert not page.locator("figure img").is_visible()
        page.emulate_media(media="print")
        assert page.locator("figure img").is_visible()
        assert not page.locator(".w-live").is_visible()


@every_widget
def test_with_reduced_motion_nothing_moves(browser, origin, name):
    with opened(browser, origin, name, reduced_motion="reduce") as page:
        page.locator(".w-live :is(.w-chip, .w-check, .w-button)").last.click()
        assert page.evaluate("document.getAnimations().length") == 0


@every_widget
def test_a_wrong_address_is_the_first_state(browser, origin, name):
    wrong = "&".join(
        f"{name}.{field}=%3Cb%3E" for field in ("as", "h", "v", "seed", "rate", "clamp")
    )
    with opened(browser, origin, name) as page:
        first = page.locator(".w-live").inner_html()
    with opened(browser, origin, name, f"?{wrong}") as page:
        assert page.locator(".w-live").inner_html() == first


@every_widget
def test_sliders_are_read_aloud(browser, origin, name):
    with opened(browser, origin, name) as page:
        for slider in page.get_by_role("slider").all():
            slider.focus()
            before = slider.get_attribute("aria-valuetext")
            page.keyboard.press("ArrowRight")
            assert slider.get_attribute("aria-valuetext") != before


@every_widget
def test_its_scripts_are_light(browser, origin, name):
    assert weight(name) <= KIBIBYTES * 1024
