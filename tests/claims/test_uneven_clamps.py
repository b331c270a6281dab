"""Clamps of log σ whose limits are not symmetric about 0: where σ starts."""

import math

import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from snippets.choosing import slope
from snippets.soft_clamp import soft_clamp, softplus_clamp

LOW, HIGH = -20, 2  # as SAC policies have them
NARROW, WIDE = 0.25, 0.75  # σ at h = 0
SLOW, QUICK = 0.6, 0.75  # d log σ/dh at h = 0


@claim(
    f"If log σ is limited to −{-LOW} … {HIGH}, a clamp by tanh starts at a small σ: at $h = 0$, σ is below {NARROW:g} and the slope"
    f" of log σ below {SLOW:g}. With a clamp by softplus, σ is above {WIDE:g} and the slope above {QUICK:g}.",
    page="practice/overflow.md",
    of={"tanh": soft_clamp, "softplus": softplus_clamp},
    controls={
        "the two exchanged": {"tanh": softplus_clamp, "softplus": soft_clamp},
        "limits symmetric about 0": dict.fromkeys(
            ("tanh", "softplus"), lambda h, low, high: soft_clamp(h, -high, high)
        ),
    },
)
def test_tanh_between_uneven_limits_starts_low(clamps):
    limits = {
        "tanh": {"σ": {"at_most": NARROW}, "slope": {"at_most": SLOW}},
        "softplus": {"σ": {"at_least": WIDE}, "slope": {"at_least": QUICK}},
    }
    parts = {}
    for name, clamp in clamps.items():
        start = math.exp(clamp(tf.constant(0.0), LOW, HIGH))
        at_start = slope(lambda h, clamp=clamp: clamp(h, LOW, HIGH), 0.0)
        parts[f"σ, {name}"] = bound(start, **limits[name]["σ"])
        parts[f"slope, {name}"] = bound(at_start, **limits[name]["slope"])
    return parts
