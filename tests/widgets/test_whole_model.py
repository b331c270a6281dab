"""The whole model: its μ and σ are the encoder's, z and the KL are Python's, and its picture is Keras's."""

import numpy as np
import pytest
import tensorflow as tf

from lab.trained_models import networks, read
from snippets.two_heads import kl_to_standard_normal
from tests.widgets.widget_driver import walk, without

HEAD = "log_variance"
STATES = ["", "?whole-model.image=7&whole-model.up1=4&whole-model.e2=2.5"]
PICTURE = """() => [...document.querySelector('.w-decoded canvas').getContext('2d').getImageData(0, 0, 28, 28).data]
    .filter((_, i) => i % 4 === 0)"""


@pytest.mark.parametrize(("up", "noise"), [(0, 0.5), (5, -1.5)])
def test_every_number_is_pythons(page, up, noise):
    arrays = read().arrays
    mean, log_std = (arrays[f"{HEAD}_{name}"][1] for name in ("mean", "log_std"))
    log_std = log_std + up / 2  # h is log σ²
    z = mean + np.exp(log_std) * noise
    page.get_by_role("button", name="Another image").click()
    moved = {"h₁": up, "h₂": up, "ε₁": noise, "ε₂": noise}
    (found,) = walk(page, [moved])
    for i, sign in enumerate("₁₂"):
        assert found[f"h{sign}"] == pytest.approx(2 * log_std[i], rel=1e-6)
        assert found[f"σ{sign}"] == pytest.approx(np.exp(log_std[i]), rel=1e-6)
        assert found[f"z{sign}"] == pytest.approx(z[i], rel=1e-5)
    kl = float(tf.reduce_sum(kl_to_standard_normal(mean, log_std)))
    assert found["KL"] == pytest.approx(kl, rel=1e-5)
    _, decoder = networks(arrays, HEAD)
    expected = 255 * tf.sigmoid(decoder(np.float32([z]))).numpy().ravel()
    assert np.abs(page.evaluate(PICTURE) - expected).max() <= 0.7


def test_what_cannot_be_loaded_is_said(browser, origin):
    with without(browser, origin, "whole-model", "**/*.bin") as (page, _):
        assert "could not be loaded" in page.inner_text(".w-says")
