"""Three ELBOs from one draw, whose gradients have one mean and different noise."""

import tensorflow as tf

from snippets.one_sample_kl import elbo_estimates


# --8<-- [start:landing]
def sticking_the_landing(log_likelihood, mean, log_std, noise):
    """The ELBO from z = μ + σε in nats, with log q(z) taken at fixed μ and σ.

    It takes what `elbo_estimates` takes. It has the value of the ELBO with the
    one-sample KL, but another gradient: Roeder, Wu & Duvenaud 2017.
    """
    z = mean + tf.exp(log_std) * noise
    fixed_mean, fixed_log_std = tf.stop_gradient(mean), tf.stop_gradient(log_std)
    fixed_noise = (z - fixed_mean) * tf.exp(-fixed_log_std)
    kl = tf.reduce_sum(0.5 * (z**2 - fixed_noise**2) - fixed_log_std, axis=-1)
    return log_likelihood(z) - kl


# --8<-- [end:landing]


def gradients(log_likelihood, mean, log_std, noise):
    """{name: (∂ELBO/∂μ, ∂ELBO/∂log σ)} of the three, of the shape of `mean`.

    Where q is the posterior, here that of p(x|z) = N(x; z, 1) at x = 2, which is
    N(1, ½), the third is 0 for every draw, and the first is not:

    >>> normal = lambda z: -0.5 * tf.reduce_sum((2.0 - z) ** 2, axis=-1)
    >>> mean, log_std = tf.ones((2, 1)), tf.math.log(tf.fill((2, 1), 0.5**0.5))
    >>> found = gradients(normal, mean, log_std, noise=tf.constant([[1.0], [-0.5]]))
    >>> for name, (by_mean, by_log_std) in found.items():
    ...     print(f"{name:20}", by_mean[:, 0].numpy().round(2) + 0.0)
    one-sample KL        [-1.41  0.71]
    closed form          [-0.71  0.35]
    sticking the landing [0. 0.]
    """
    given = log_likelihood, mean, log_std, noise
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([mean, log_std])
        one_sample, closed_form = elbo_estimates(*given)
        elbos = {
            "one-sample KL": one_sample,
            "closed form": closed_form,
            "sticking the landing": sticking_the_landing(*given),
        }
    return {name: tape.gradient(elbo, [mean, log_std]) for name, elbo in elbos.items()}
