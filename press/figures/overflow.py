"""Figures of practice/overflow.md."""

import math

import numpy as np

from press.figures import figure, name_rows
from press.style import HUE, INK

DTYPES = ("float32", "bfloat16", "float16")
HEADS = {"log σ²": (-0.2, HUE["log_variance"]), "log σ": (0.2, HUE["log_std"])}
CLAMP = (-30, 20)


@figure(figsize=(6, 3.7))
def range_of_each_format(axes, claims):
    """Two bars for each of float32, bfloat16 and float16, one of a log σ² head and one of a log σ head: the raw
    outputs h, on both sides of zero, at which σ² and 1/σ² survive. The bars of float32 and bfloat16 are nearly equally
    long and reach far beyond the shaded range of the clamp from minus 30 to 20. The bars of float16 are far shorter and
    end inside that range on both sides. A log σ head's bar is half as long as that of log σ²."""
    series = claims["range-that-survives"]["series"]
    axes.axvspan(*CLAMP, color=INK, alpha=0.13, linewidth=0)
    for head, (shift, color) in HEADS.items():
        for row, dtype in enumerate(DTYPES):
            (end,) = series[f"{dtype}, {head}"]
            axes.barh(row + shift, 2 * end, left=-end, height=0.34, color=color)
        axes.text(15, 2 + shift, f"{head} head", color=color, va="center", size=13.5)
    axes.text(-5, -0.62, "clamp(−30, 20)", ha="center", va="center", size=11)
    axes.set(xlabel="raw output h", xlim=(-95, 95), ylim=(2.55, -0.85))
    axes.set_xticks([-80, -40, 0, 40, 80])
    name_rows(axes, DTYPES, size=13.5)


LARGEST = math.log(np.finfo(np.float16).max)
SMALLEST = math.log(float(np.finfo(np.float16).smallest_subnormal) / 2)
SURVIVES = {  # from which h to which, read as log σ²
    "σ": (2 * SMALLEST, 2 * LARGEST),
    "σ²": (SMALLEST, LARGEST),
    "1/σ²": (-LARGEST, -SMALLEST),
    "log q": (-LARGEST, LARGEST),
    "log q in ε": (-50, 50),
}


@figure(figsize=(6, 3.2))
def what_survives(axes, claims):
    """The raw outputs h, read as log σ², at which each term of a loss survives float16. Of those with an exponential, σ
    lasts furthest, and σ² and 1/σ² about half as far. The tutorial's log q lasts only where both do.
    log q written in ε lasts over the whole axis."""
    for row, (low, high) in enumerate(SURVIVES.values()):
        axes.barh(row, high - low, left=low, height=0.6, color="C0")
    axes.set(xlabel="raw output h, in float16", xlim=(-50, 50), ylim=(4.6, -0.6))
    axes.set_xticks([-40, -20, 0, 20, 40])
    name_rows(axes, SURVIVES, size=13.5)
