"""Lose the ½: its numbers are those of the page's formulas, as Python computes them."""

import numpy as np
import pytest
import tensorflow as tf

from snippets.parameterization import log_std
from snippets.reparameterize import too_good_closed_form
from snippets.two_heads import kl_to_standard_normal
from tests.widgets.widget_driver import numbers, walk

DRAWS = {"log_variance": "exp(0.5 * v)", "log_std": "exp(v)"}
BELIEVES = {"log_variance": "log σ²", "log_std": "log σ"}
STATES = ["", "?lose-half.v=0", "?lose-half.draws=log_variance&lose-half.v=1"]
V = np.round(np.arange(-5, 2.01, 0.5), 1)


@pytest.mark.parametrize("believes", BELIEVES)
@pytest.mark.parametrize("draws", DRAWS)
def test_both_kls_are_pythons(page, draws, believes):
    read = {DRAWS[draws]: True, BELIEVES[believes]: True}
    walked = walk(page, [read | {"v": v} for v in V.tolist()])
    found = [[shown[name] for name in ("true", "printed")] for shown in walked]
    expected = [kl_to_standard_normal(0.0, log_std(V, by)) for by in (draws, believes)]
    np.testing.assert_allclose(found, np.transpose(expected), rtol=1e-12, atol=1e-15)


def test_the_slips_gap_is_the_pages(page):
    assert page.inner_text(".w-says").startswith("The program prints an ELBO that")
    for v, found in zip(V, walk(page, [{"v": v} for v in V.tolist()]), strict=True):
        expected = float(too_good_closed_form(tf.constant(v)))
        assert found["gap"] == pytest.approx(expected, abs=1e-12)
    walk(page, [{"v": 0}])
    assert "Training starts near here" in page.inner_text(".w-says")


def test_the_half_is_put_back_by_keyboard(page):
    assert numbers(page)["gap"] > 1
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert numbers(page)["gap"] == 0
    said = page.get_by_role("status").inner_text()
    assert "Both lines read v in the same way" in said
