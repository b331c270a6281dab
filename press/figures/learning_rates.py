"""Figures of practice/learning-rates.md."""

import numpy as np

from press.figures import figure

SHOWN = [  # series, label, colour, and where the label is at the curve's end
    ("initial weights", "initial weights", "C0", "center"),
    ("learning rate, Adam", "learning rate", "C1", "bottom"),
    ("weight decay", "weight decay", "C2", "top"),
]


@figure(figsize=(6, 3.8))
def one_setting_unchanged(axes, claims):
    """Three curves over 60 training steps, on a logarithmic axis: the difference of the losses of the two trainings if
    one setting is not moved. All three rise, with dips. The curve of the initial weights is highest almost everywhere. That of
    the learning rate starts below it and that of the weight decay lowest, and these two meet in the end."""
    series = claims["each-setting-counts"]["series"]
    for key, label, color, at in SHOWN:
        apart = np.array(series[key])
        apart[apart == 0] = np.nan
        axes.plot(np.arange(1, len(apart) + 1), apart, color=color)
        axes.text(61, apart[-8:].max(), label, color=color, va=at)
    axes.set(yscale="log", xlabel="training step", xlim=(1, 60))
    axes.set(ylabel="difference of the losses (nats)", xticks=[1, 20, 40, 60])
