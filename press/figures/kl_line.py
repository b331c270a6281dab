"""The figure of practice/kl-line.md."""

import numpy as np

from press.figures import figure
from press.style import INK


@figure()
def kl_line_terms(axes, claims):
    """Three curves over logvar, from minus 4 to 2, with μ = 0. Half of exp(logvar) minus 1 rises to the right. Minus half of
    logvar is a straight line that falls. Their sum, the KL, is a bowl that touches zero at logvar = 0, is nearly the
    straight line far to the left, and nearly the exponential to the right."""
    v = np.linspace(-4, 2, 241)
    axes.axhline(0, color=INK, linewidth=1)
    axes.plot(v, 0.5 * (np.exp(v) - 1), color="C1", linestyle="--", linewidth=1.8)
    axes.plot(v, -0.5 * v, color="C2", linestyle="--", linewidth=1.8)
    axes.plot(v, 0.5 * (np.exp(v) - 1 - v), color="C0")
    axes.text(-2.3, 0.15, "the KL", color="C0", size=15)
    axes.text(-3.3, 1.85, "−½ logvar", color="C2", size=15)
    axes.text(1.25, 2.2, "½ (exp(logvar) − 1)", color="C1", ha="right", size=15)
    axes.set(xlabel="logvar", ylabel="nats", xlim=(-4, 2), ylim=(-1, 3))
    axes.set_xticks([-4, -2, 0, 2])
