"""Values of the snippets in JAX, worked out by hand: at μ = 3, σ = 2 and ε = ½ the draw is z = 4; of none of μ, ε and z is the square twice itself."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from snippets.jax.noise_form import elbo_terms, log_density_of_draw
from snippets.jax.one_sample_kl import closed_form_kl, elbo_estimates, one_sample_kl
from snippets.jax.reparameterize import reparameterize
from snippets.jax.short_answer import sample_and_kl
from snippets.jax.two_normals import kl_by_log_std, kl_by_log_variance

LOG_2 = math.log(2)
MEAN, LOG_STD, NOISE = (jnp.array([[value]]) for value in (3.0, LOG_2, 0.5))
OF_DRAW = 0.5 * (4**2 - 0.5**2) - LOG_2  # ½ (z² − ε²) − log σ
CLOSED = 0.5 * (2**2 + 3**2 - 1) - LOG_2  # ½ (σ² + μ² − 1) − log σ


def test_the_kl_of_a_draw_and_in_closed_form():
    assert one_sample_kl(MEAN, LOG_STD, NOISE)[0] == pytest.approx(OF_DRAW)
    assert closed_form_kl(MEAN, LOG_STD)[0] == pytest.approx(CLOSED)
    of_draw, closed = elbo_estimates(lambda z: 3 * z[..., 0], MEAN, LOG_STD, NOISE)
    assert of_draw[0] == pytest.approx(3 * 4 - OF_DRAW)
    assert closed[0] == pytest.approx(3 * 4 - CLOSED)


def test_the_terms_of_the_elbo():
    """One white pixel whose logit is z: log p(x|z) is −log(1 + e^−4)."""
    image = jnp.ones((1, 1, 1, 1))
    reconstruction, kl = elbo_terms(
        lambda z: z.reshape(1, 1, 1, 1), image, MEAN, 2 * LOG_STD, NOISE
    )
    assert reconstruction[0] == pytest.approx(-math.log1p(math.exp(-4)))
    assert kl[0] == pytest.approx(OF_DRAW)
    density = log_density_of_draw(NOISE, 2 * LOG_STD)[0]
    assert density == pytest.approx(-0.125 - LOG_2 - 0.5 * math.log(2 * math.pi))


def test_the_kl_of_two_normals():
    """N(1, 2²) from N(3, 4²): log 4/2 + (2² + 2²)/(2 · 4²) − ½."""
    expected = LOG_2 + 0.25 - 0.5
    assert float(kl_by_log_std(1, LOG_2, 3, 2 * LOG_2)) == pytest.approx(expected)
    found = kl_by_log_variance(1, 2 * LOG_2, 3, 4 * LOG_2)
    assert float(found) == pytest.approx(expected)


def test_a_draw_is_the_mean_and_sigma_times_its_noise():
    key, many = jax.random.key(0), jnp.zeros(3)
    noise = np.asarray(jax.random.normal(key, (3,)))
    expected = pytest.approx(3 + 2 * noise, rel=1e-6)
    assert reparameterize(key, many + 3, many + 2 * LOG_2) == expected
    z, kl = sample_and_kl(key, many + 3, many + 2 * LOG_2)
    assert z == expected
    assert kl == pytest.approx(np.full(3, CLOSED), rel=1e-6)
