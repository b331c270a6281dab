"""The slip, σ = e^v where the KL takes v for log σ²: its two KLs, and what is told of a training."""

import numpy as np
import pytest

from lab.studies.factor_two_bug import closed_form_kl, one_sample_kl
from snippets.cvae import LATENT_DIM

RNG = np.random.default_rng(0)
MEAN, V = np.float32(RNG.normal(size=(2, 3, LATENT_DIM)))


def test_the_closed_form_reads_v_as_log_variance():
    expected = 0.5 * np.sum(np.exp(V) + MEAN**2 - 1 - V, axis=-1)
    np.testing.assert_allclose(closed_form_kl(MEAN, V), expected, rtol=1e-5)
    assert float(closed_form_kl(np.zeros(2), np.zeros(2))) == 0.0


@pytest.mark.parametrize("noise", [0.0, 1.5])
def test_one_sample_has_the_density_of_the_sigma_it_is_drawn_with(noise):
    z = MEAN + np.exp(V) * noise
    expected = np.sum(0.5 * (z**2 - noise**2) - V, axis=-1)
    found = one_sample_kl(MEAN, V, np.float32(noise))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
