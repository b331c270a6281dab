"""Lose the ½: its numbers are those of the page's formulas, as Python computes them."""

import numpy as np
import pytest
import tensorflow as tf

from snippets.parameterization import log_std
from snippets.reparameterize import too_good_closed_form
from snippets.two_heads import kl_to_standard_normal
from tests.widgets.widget_driver import numbers, opened, walk

LABELS = ["log_variance", "log_std"]
STATES = ["", "?lose-half.v=0", "?lose-half.draws=log_variance&lose-half.v=1"]
V = np.round(np.arange(-5, 2.01, 0.5), 1)


@pytest.mark.parametrize("believes", LABELS)
@pytest.mark.parametrize("draws", LABELS)
def test_both_kls_are_pythons(tab, origin, draws, believes):
    query = f"?lose-half.draws={draws}&lose-half.believes={believes}"
    with opened(tab, origin, "lose-half", query) as page:
        walked = walk(page, [{"v": v} for v in V.tolist()])
    found = [[shown[name] for name in ("true", "printed")] for shown in walked]
    expected = [kl_to_standard_normal(0.0, log_std(V, by)) for by in (draws, believes)]
    np.testing.assert_allclose(found, np.transpose(expected), rtol=1e-12, atol=1e-15)


def test_the_slips_gap_is_the_pages(tab, origin):
    with opened(tab, origin, "lose-half") as page:
        assert page.inner_text(".w-says").startswith("The program prints an ELBO that")
        for v, found in zip(V, walk(page, [{"v": v} for v in V.tolist()]), strict=True):
            expected = float(too_good_closed_form(tf.constant(v)))
            assert found["gap"] == pytest.approx(expected, abs=1e-12)
        walk(page, [{"v": 0}])
        assert "Training starts near here" in page.inner_text(".w-says")


def test_the_half_is_put_back_by_keyboard(tab, origin):
    with opened(tab, origin, "lose-half") as page:
        assert numbers(page)["gap"] > 1
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowLeft")
        assert numbers(page)["gap"] == 0
        assert (
            "Both lines read v in the same way"
            in page.get_by_role("status").inner_text()
        )
