"""Float cliff: every value and gradient is what NumPy computes in that format, operation by operation."""

import itertools
import math

import ml_dtypes
import numpy as np
import pytest

from snippets.soft_clamp import SAFE_LOG_VARIANCE
from tests.widgets.widget_driver import walk

FORMATS = {
    "float32": np.float32,
    "bfloat16": ml_dtypes.bfloat16,
    "float16": np.float16,
}
HEADS = {"log σ²": 0.5, "log σ": 1.0}  # σ = exp(c h)
STATES = [
    "",
    "?float-cliff.format=bfloat16&float-cliff.clamp=copied&float-cliff.h=30",
    "?float-cliff.as=log_std&float-cliff.clamp=safe",
]
RAW = [-100, -87.5, -44, -12, -8.5, -4, 0, 0.5, 3, 5.5, 10.5, 11.5, 44.5, 89]
MEAN, NOISE = 1, 1


def expected(h, c, ends, to):
    """{name: (value, gradient by h)} in the floats of `to`; log q at μ = ε = 1, as the tutorial writes it."""
    inside = ends is None or ends[0] <= h <= ends[1]
    raw = to(h if inside else np.clip(h, *ends))
    c = to(c)

    def exp(x):
        return to(np.exp(np.float64(x)))

    log_variance = to(2) * c * raw
    std, variance, precision = exp(c * raw), exp(log_variance), exp(-log_variance)
    one, half, log_two_pi = to(1), to(0.5), to(math.log(2 * math.pi))
    away = (to(MEAN) + std * to(NOISE)) - to(MEAN)
    product = (away * away) * precision
    slope = (c * product - c) - (away * precision) * ((c * std) * to(NOISE))
    found = {
        "σ": (std, c * std),
        "σ²": (variance, to(2) * c * variance),
        "1/σ²": (precision, -to(2) * c * precision),
        "KL": (half * ((variance - one) - log_variance), c * (variance - one)),
        "log q": (-half * ((product + log_variance) + log_two_pi), slope),
        "log q in ε": (-half * ((to(NOISE**2) + log_variance) + log_two_pi), -c),
    }
    return {
        name: (float(value) + 0.0, float(slope) + 0.0 if inside else 0.0)  # no −0
        for name, (value, slope) in found.items()
    }


@pytest.mark.parametrize(
    "name", [pytest.param("float32", marks=pytest.mark.slow), "bfloat16", "float16"]
)
def test_all_is_numpys(page, name):
    low, high = SAFE_LOG_VARIANCE[name]
    safe = f"safe (−{-low:.0f}, {high:.0f})"
    clamps = {"none": None, "(−30, 20)": (-30, 20), safe: (low, high)}
    states = list(itertools.product(HEADS, clamps, RAW))
    chosen = [{name: True, head: True, by: True, "h": h} for head, by, h in states]
    with np.errstate(all="ignore"):
        for (head, by, h), found in zip(states, walk(page, chosen), strict=True):
            c, ends = HEADS[head], clamps[by]
            ends = ends and tuple(end / (2 * c) for end in ends)
            for what, (value, slope) in expected(h, c, ends, FORMATS[name]).items():
                where = f"{what} at {head} = {h}, clamp {by}"
                np.testing.assert_equal(found[what], value, where)
                np.testing.assert_equal(found[f"{what} by h"], slope, where)
                assert by != safe or (math.isfinite(value) and math.isfinite(slope))


SAFE = "safe (−{:.0f}, {:.0f})".format(*map(abs, SAFE_LOG_VARIANCE["float32"]))


@pytest.mark.parametrize("clamp", ["none", SAFE])
def test_lost_digits_are_told(page, clamp):
    """μ + σ ε rounds to μ in float32, and from h = −73.5 in float64 as well: log q then lacks ε²/2, half a nat."""
    for h in (-95, -88, -80, -73.5, -73, -40):
        (found,) = walk(page, [{"float32": True, clamp: True, "h": h}])
        gap = abs(found["log q"] - found["log q in ε"])
        told = page.get_by_role("slider", name="h").get_attribute("aria-valuetext")
        assert told.startswith("digits lost: log q") == (0.1 < gap < math.inf)
        assert not gap <= 0.1
