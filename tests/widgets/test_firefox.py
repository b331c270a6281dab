"""Every widget in Firefox: the numbers are Chromium's, which are Python's; by keyboard; and nothing goes wrong."""

import itertools
import json

import numpy as np
import pytest

from evidence.not_measured import NotMeasured
from lab.engines import visit_in_firefox
from press.widgets import WIDGETS
from tests.site.browser import AXE, RULES, inaccessible
from tests.widgets.widget_driver import READY, WALK, as_numbers, opened, walk

WALKS = {  # states, each {label of a slider or of a word: its value}
    "read-h": [
        {as_: True, "h": h}
        for as_ in ("log σ²", "log σ", "softplus", "σ² itself")
        for h in np.linspace(-4, 4, 13).round(1)
    ],
    "train-both": [{}],
    "lose-half": [{"v": v} for v in np.linspace(-5, 2, 50).round(1)],
    "four-slopes": [
        {"rate α": rate, "target σ": target, "start σ": start}
        for rate, target, start in itertools.product(
            (-2, -1, -0.5, 0.25), (-0.9, -0.6, -0.1, 0.3), (-0.8, -0.3, 0)
        )
    ],
    "float-cliff": [
        {format_: True, "h": h}
        for format_ in ("float32", "bfloat16", "float16")
        for h in np.linspace(-90, 90, 18).round()
    ],
    "latent-plane": [
        {"test image": image, "z₁": z1} for image in (1, 2, 50) for z1 in (-1, 0.5)
    ],
}
LOOK = f"""async () => {{
    const found = await axe.run('figure', {json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})});
    return {{ violations: found.violations.map(({{ id, help, nodes }}) =>
        ({{ id, help, nodes: nodes.map(({{ html }}) => ({{ html }})) }})) }};
}}"""
THERE = {"until": f"() => document.querySelector({READY!r})"}
FOCUS = "() => document.querySelector('.w-live input[type=range]').focus()"
SAID = "() => document.activeElement.getAttribute('aria-valuetext')"
PRESS_TRAIN = "() => document.querySelector('.w-strong').click()"
ENOUGH = 40  # steps
TRAINED = (
    f"() => Number(document.querySelector('data[data-of=steps]')?.value) > {ENOUGH}"
)
STOP_AND_READ = """() => { document.querySelector('.w-strong').click();
    return [...document.querySelectorAll('.w-live data')].map((one) => [one.dataset.of, one.value]); }"""


def plain(states):
    return [
        {
            label: value if value is True else float(value)
            for label, value in each.items()
        }
        for each in states
    ]


def in_firefox(origin, name, steps):
    try:
        return visit_in_firefox(f"{origin}/{name}.html", [THERE, *steps])
    except NotMeasured as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module", params=WIDGETS)
def visit(request, origin):
    """(name of a widget, what each step in Firefox found, what went wrong)."""
    steps = [
        {"run": f"() => {{ {AXE.read_text(encoding='utf-8')} }}"},
        {"run": LOOK},
        {"run": FOCUS},
        {"run": SAID},
        {"keys": ["ArrowRight"]},
        {"run": SAID},
        {"run": WALK, "given": plain(WALKS[request.param])},
    ]
    found, problems = in_firefox(origin, request.param, steps)
    return request.param, found[1:], problems


def test_nothing_goes_wrong(visit):
    _, (found, *_), problems = visit
    assert problems == []
    assert [*inaccessible(found)] == []


def test_by_keyboard(visit):
    _, (_, _, before, after, *_), _ = visit
    assert before != after


def test_numbers_are_chromiums(visit, browser, origin):
    name, (_, _, _, _, walked, *_), _ = visit
    with opened(browser, origin, name) as page:
        expected = walk(page, plain(WALKS[name]))
    for one, other in zip(map(as_numbers, walked), expected, strict=True):
        assert one.keys() == other.keys()
        for of, value in one.items():
            np.testing.assert_allclose(value, other[of], rtol=1e-9, atol=1e-12)


def test_the_twins_are_equal(origin):
    steps = [{"run": PRESS_TRAIN}, {"until": TRAINED}, {"run": STOP_AND_READ}]
    (_, shown), problems = in_firefox(origin, "train-both", steps)
    numbers = as_numbers(dict(shown))
    assert numbers["steps"] > ENOUGH
    assert numbers["gap"] == 0
    assert problems == []
