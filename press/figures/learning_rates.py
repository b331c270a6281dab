"""Figures of practice/learning-rates.md."""

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure

SHOWN = [  # series, label, colour, line
    ("first weights", "first weights", "C0", "-"),
    ("learning rate, Adam", "learning rate", "C1", "-"),
    ("weight decay", "weight decay", "C2", "-"),
    ("ε", "ε", "C1", ":"),
]


@figure(
    "one-setting-left-alone",
    alt="""Four curves over 60 training steps, on a logarithmic axis: how far apart the losses of the two trainings are when
    one setting is left alone. First weights and learning rate come to more than a tenth of a nat; weight decay and ε to much
    less. All four are above zero within the first steps. A note says that with the whole recipe the difference is zero at every step.""",
)
def one_setting_left_alone(evidence):
    series = evidence["claims"]["each-setting-counts"]["series"]
    figure, axes = plt.subplots(figsize=(6, 3.8))
    for key, label, color, line in SHOWN:
        apart = np.array(series[key])
        steps = np.arange(1, len(apart) + 1)
        apart[apart == 0] = np.nan
        axes.plot(steps, apart, line, color=color)
        axes.text(61, apart[-8:].max(), label, color=color, va="center", fontsize=13)
    axes.set(
        yscale="log",
        xlabel="training step",
        ylabel="losses apart by (nats)",
        xlim=(1, 60),
    )
    axes.set_xticks([1, 20, 40, 60])
    return figure
