"""Every widget in Firefox: the numbers are Chromium's, which are Python's, and nothing goes wrong."""

import numpy as np
import pytest

from evidence.not_measured import NotMeasured
from lab.engines import visit_in_firefox
from press.widgets import WIDGETS
from tests.widgets.widget_driver import NUMBERS, READY, as_numbers, opened

pytestmark = pytest.mark.slow  # Chromium's numbers are compared with Python's each time

# Every choice, then every slider from end to end: the numbers that are shown on the way, as text.
EVERYWHERE = f"""() => {{
    const inputs = [...document.querySelectorAll('.w-live input')].filter((one) => !one.disabled);
    const show = (input, event) => {{ input.dispatchEvent(new Event(event, {{ bubbles: true }})); return ({NUMBERS})(); }};
    const slid = () => inputs.filter((one) => one.type === 'range').flatMap((one) => [0, 0.3, 0.5, 0.8, 1].map((part) => {{
        one.value = Number(one.min) + part * (one.max - one.min);
        return show(one, 'input');
    }}));
    return [...slid(), ...inputs.filter((one) => one.type === 'radio').flatMap((one) => {{
        one.checked = true;
        return [show(one, 'change'), ...slid()];
    }})];
}}"""
THERE = {"until": f"() => document.querySelector({READY!r})"}
TICK = (
    "() => document.querySelector('.w-check input:not(:checked)').click()"  # both train
)
ENOUGH = 40  # steps
TRAINED = (
    f"() => Number(document.querySelector('data[data-of=steps]')?.value) > {ENOUGH}"
)


def in_firefox(origin, name, steps):
    """What the steps found; skips if there is no Firefox."""
    try:
        found, problems = visit_in_firefox(f"{origin}/{name}.html", [THERE, *steps])
    except NotMeasured as reason:
        pytest.skip(str(reason))
    assert problems == []
    return found


@pytest.mark.parametrize("name", [name for name in WIDGETS if name != "train-both"])
def test_numbers_are_chromiums(tab, origin, name):
    (found,) = in_firefox(origin, name, [{"run": EVERYWHERE}])
    with opened(tab, origin, name) as page:
        expected = page.evaluate(EVERYWHERE)
    for one, other in zip(
        map(as_numbers, found), map(as_numbers, expected), strict=True
    ):
        assert one.keys() == other.keys()
        for of, value in one.items():
            np.testing.assert_allclose(value, other[of], rtol=1e-9, atol=1e-12)


def test_the_twins_are_equal(origin):
    steps = [{"run": TICK}, {"until": TRAINED}, {"run": NUMBERS}]
    numbers = as_numbers(in_firefox(origin, "train-both", steps)[-1])
    assert numbers["steps"] > ENOUGH
    assert numbers["gap"] == 0
