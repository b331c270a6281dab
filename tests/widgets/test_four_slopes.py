"""Four slopes: its limits and its ways down are Python's."""

import itertools
import math

import pytest

from tests.widgets.widget_driver import numbers, walk

STATES = ["", "?four-slopes.target=-0.1&four-slopes.rate=0.25"]
STEPS = 300
NEAR = 0.01
COORDINATES = {  # θ of σ, σ of θ, dσ/dθ at σ
    "std": (lambda std: std, lambda theta: theta, lambda std: 1.0),
    "variance": (lambda std: std**2, lambda theta: theta**0.5, lambda std: 0.5 / std),
    "log_std": (math.log, math.exp, lambda std: std),
    "log_variance": (
        lambda std: 2 * math.log(std),
        lambda theta: math.exp(theta / 2),
        lambda std: std / 2,
    ),
}
RATES, TARGETS, STARTS = (-2, -1, -0.5, 0.25), (-0.9, -0.1, 0.3), (-0.8, 0)


def alive(std):
    return isinstance(std, float) and 0 < std < math.inf


def arrival(coordinate, start, target, rate):
    """The first step from which σ stays within a hundredth of the target; infinite where it does not."""
    of, std_of, slope = COORDINATES[coordinate]
    theta, near = of(start), []
    for _ in range(STEPS):
        std = std_of(theta)
        theta -= rate * (std / target**2 - 1 / std) * slope(std)
        try:
            std = std_of(theta)
        except OverflowError:
            return math.inf
        if not alive(std):
            return math.inf
        near.append(abs(std / target - 1) <= NEAR)
    if not near[-1]:
        return math.inf
    return 1 + max(
        (step for step, is_near in enumerate(near, 1) if not is_near), default=0
    )


def limit(coordinate, target):
    """2 divided by the Fisher information of the coordinate at the target."""
    _, _, slope = COORDINATES[coordinate]
    return 2 / (2 / target**2 * slope(target) ** 2)


def test_every_way_is_pythons(page):
    states = [
        {"rate α": rate, "target σ": target, "start σ": start}
        for rate, target, start in itertools.product(RATES, TARGETS, STARTS)
    ]
    for state, found in zip(states, walk(page, states), strict=True):
        rate, target, start = (10**power for power in state.values())
        for name in COORDINATES:
            expected = arrival(name, start, target, rate)
            assert found[f"{name} arrived"] == expected, (name, state)
            assert found[f"{name} limit"] == pytest.approx(limit(name, target))


def test_by_keyboard(page):
    """Far too fast there is no σ; a rate that is only slow is not blamed."""
    rate = page.get_by_role("slider", name="rate α", exact=True)
    rate.focus()
    for key, verdicts in (
        ("Home", "log σ²: not in 300 steps"),
        ("End", "10. σ: step 1: σ < 0; σ²: step 1: σ² < 0; log σ: "),
        ("End", "log σ²: does not settle"),
    ):
        page.keyboard.press(key)
        assert verdicts in rate.get_attribute("aria-valuetext")
        assert math.isinf(numbers(page)["log_variance arrived"])
