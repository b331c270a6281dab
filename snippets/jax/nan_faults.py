"""Ways to a NaN, an ∞, a huge KL or a dead σ, each with its cure."""

# --8<-- [start:imports]
import jax
import jax.numpy as jnp

# --8<-- [end:imports]


# --8<-- [start:log-of-zero]
def log_of_zero(logit=20.0):
    """Cross-entropy of a black and a white pixel from the probability.

    >>> print(log_of_zero())  # sigmoid(20) rounds to 1, and 1 − 1 is 0
    [inf nan]
    >>> print(log_of_zero_cured().round(3))
    [20.  0.]
    """
    pixels, p = jnp.array([0.0, 1.0]), jax.nn.sigmoid(jnp.array(logit))
    return -(pixels * jnp.log(p) + (1 - pixels) * jnp.log(1 - p))


def log_of_zero_cured(logit=20.0):
    """The same from the logit."""
    pixels, logit = jnp.array([0.0, 1.0]), jnp.array(logit)
    return jax.nn.softplus(logit) - pixels * logit


# --8<-- [end:log-of-zero]


# --8<-- [start:large-h]
def kl_of_large_h():
    """½ (σ² − 1 − log σ²), the KL at μ = 0, for h = 90.

    >>> print(f"{kl_of_large_h():.1e} {kl_of_large_h_cured():.1e}")
    inf 2.4e+08
    """
    log_variance = jnp.array(90.0)
    return 0.5 * (jnp.exp(log_variance) - 1 - log_variance)


def kl_of_large_h_cured():
    """The same with h bent into −20 to 20 before the exponential."""
    log_variance = 20 * jnp.tanh(jnp.array(90.0) / 20)
    return 0.5 * (jnp.exp(log_variance) - 1 - log_variance)


# --8<-- [end:large-h]


# --8<-- [start:first-step]
def kl_in_first_step():
    """The KL at μ = 0 of an untrained head, h = 0.1 x, whose inputs are not scaled.

    >>> print(f"{kl_in_first_step():.2f} {kl_in_first_step_cured():.2f}")
    inf 0.00
    """
    x = jnp.array([-30000.0, 10000.0, 20000.0])
    log_variance = 0.1 * x
    return 0.5 * jnp.mean(jnp.exp(log_variance) - 1 - log_variance)


def kl_in_first_step_cured():
    """The same with standardized inputs."""
    x = jnp.array([-30000.0, 10000.0, 20000.0])
    log_variance = 0.1 * (x - jnp.mean(x)) / jnp.std(x)
    return 0.5 * jnp.mean(jnp.exp(log_variance) - 1 - log_variance)


# --8<-- [end:first-step]


# --8<-- [start:frozen]
def frozen(read=jnp.asarray):
    """h after 50 steps of Adam at rate 0.1 on the KL at μ = 0, from h = 55.

    >>> print(f"{frozen():.1f}")  # the square of the gradient is ∞, so the step is 0
    55.0
    >>> print(f"{frozen_cured():.0f}")
    50
    """

    def kl(h):
        return 0.5 * (jnp.exp(read(h)) - 1 - read(h))

    h, first, second = jnp.float32(55.0), 0.0, 0.0
    for step in range(1, 51):
        gradient = jax.grad(kl)(h)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        root = jnp.sqrt(second / (1 - 0.999**step))
        h = h - 0.1 * first / (1 - 0.9**step) / (root + 1e-8)
    return h


def frozen_cured():
    """The same with h bent into −20 to 20 before the exponential."""
    return frozen(lambda h: 20 * jnp.tanh(h / 20))


# --8<-- [end:frozen]


# --8<-- [start:sigma-is-0]
def sigma_of_small_h():
    """σ = e^(h/2) for h = −230.

    >>> print(f"{sigma_of_small_h():.1e} {sigma_of_small_h_cured():.1e}")
    0.0e+00 4.5e-05
    """
    return jnp.exp(0.5 * jnp.array(-230.0))


def sigma_of_small_h_cured():
    """The same with a soft floor under h at −20."""
    return jnp.exp(0.5 * (-20 + jax.nn.softplus(jnp.array(-230.0) + 20)))


# --8<-- [end:sigma-is-0]


# --8<-- [start:small-h]
def density_of_small_h():
    """log q(z) + ½ log 2π, with z − μ taken from z, for h = −90.

    >>> print(f"{density_of_small_h():.3f}")  # z rounds to μ, and 0 · ∞ is NaN
    nan
    >>> print(f"{density_of_small_h_cured():.3f}")
    44.875
    """
    mean, log_variance, noise = 1.0, jnp.array(-90.0), 0.5
    z = mean + jnp.exp(0.5 * log_variance) * noise
    return -0.5 * ((z - mean) ** 2 * jnp.exp(-log_variance) + log_variance)


def density_of_small_h_cured():
    """The same with the ε that z was drawn from."""
    log_variance, noise = jnp.array(-90.0), 0.5
    return -0.5 * (noise**2 + log_variance)


# --8<-- [end:small-h]


# --8<-- [start:nll]
def nll_of_small_h(residual=0.0):
    """−log density of a target, less ½ log 2π, for h = −90.

    >>> print(f"{nll_of_small_h():.1f} {nll_of_small_h_cured():.1f}")  # 0 · ∞
    nan -5.0
    """
    log_variance = jnp.array(-90.0)
    return 0.5 * (residual**2 * jnp.exp(-log_variance) + log_variance)


def nll_of_small_h_cured(residual=0.0):
    """The same with a soft floor under h at −10: σ is at least e⁻⁵."""
    log_variance = -10 + jax.nn.softplus(jnp.array(-90.0) + 10)
    return 0.5 * (residual**2 * jnp.exp(-log_variance) + log_variance)


# --8<-- [end:nll]


# --8<-- [start:activation]
def relu_head(activation=jax.nn.relu):
    """σ and dσ/dh of a head that ends in an activation, at h = −20 and −10.

    >>> print(relu_head().round(2))
    [[1. 1.]
     [0. 0.]]
    >>> print(relu_head(jnp.tanh).round(2))
    [[0.61 0.61]
     [0.   0.  ]]
    >>> print(relu_head(jnp.asarray).round(4))  # no activation
    [[0.     0.0067]
     [0.     0.0034]]
    """
    sigma = jax.vmap(jax.value_and_grad(lambda raw: jnp.exp(0.5 * activation(raw))))
    return jnp.stack(sigma(jnp.array([-20.0, -10.0])))


# --8<-- [end:activation]


# --8<-- [start:raw-variance]
def raw_variance():
    """σ and log σ² of a head read as σ² itself.

    >>> print(raw_variance())
    [[  0.  nan]
     [-inf  nan]]
    >>> print(raw_variance_cured().round(3))
    [[ 1.     0.951]
     [ 0.    -0.1  ]]
    """
    raw = jnp.array([0.0, -0.1])
    return jnp.stack([jnp.sqrt(raw), jnp.log(raw)])


def raw_variance_cured():
    """The same, read as log σ²."""
    raw = jnp.array([0.0, -0.1])
    return jnp.stack([jnp.exp(0.5 * raw), raw])


# --8<-- [end:raw-variance]


# --8<-- [start:learning-rate]
def kl_in_training(rate=0.32):
    """The KL at each of eight steps that train h = w x, for x = −3 and 3, to h = 0.

    >>> print(*(f"{kl:.1g}" for kl in kl_in_training()))  # SGD at this rate
    0.7 0.7 1 2 2e+01 4e+19 inf nan
    >>> print(*(f"{kl:.1g}" for kl in kl_in_training(rate=0.032)))  # a tenth of it
    0.7 0.4 0.3 0.2 0.1 0.09 0.06 0.04
    """

    def mean_kl(weight):
        log_variance = weight * jnp.array([-3.0, 3.0])
        return jnp.mean(0.5 * (jnp.exp(log_variance) - 1 - log_variance))

    weight, kls = 0.5, []
    for _ in range(8):
        kl, gradient = jax.value_and_grad(mean_kl)(weight)
        weight = weight - rate * gradient
        kls.append(kl)
    return jnp.stack(kls)


# --8<-- [end:learning-rate]


# --8<-- [start:half-precision]
def encoder_in(dtype=jnp.float16):
    """Two features of an encoder that multiplies them by 3 and then normalizes them.

    >>> print(encoder_in())  # 90,000 is ∞, and ∞/∞ is NaN
    [nan  0.]
    >>> print(encoder_in(jnp.bfloat16))  # with float32's range
    [1 0.664062]
    """
    features = 3 * jnp.array([30000.0, 20000.0], dtype)
    return features / jnp.max(features)


# --8<-- [end:half-precision]


# --8<-- [start:half-precision-loss]
def half_precision():
    """In float16: σ² for h = 12, and the cross-entropy of 128 images at logits of 0.

    >>> print(*(f"{value:.3g}" for value in half_precision()))
    inf inf
    >>> print(*(f"{value:.3g}" for value in half_precision_cured()))
    1.63e+05 6.96e+04
    """
    log_variance = jnp.array(12.0, jnp.float16)
    logits = jnp.zeros((128, 784), jnp.float16)
    return jnp.stack([jnp.exp(log_variance), jnp.sum(jax.nn.softplus(logits))])


def half_precision_cured():
    """The same, cast to float32 before the loss."""
    log_variance = jnp.array(12.0, jnp.float16).astype(jnp.float32)
    logits = jnp.zeros((128, 784), jnp.float16).astype(jnp.float32)
    return jnp.stack([jnp.exp(log_variance), jnp.sum(jax.nn.softplus(logits))])


# --8<-- [end:half-precision-loss]


# --8<-- [start:data-outside]
def loss_of_data():
    """Cross-entropy of two pixels that were standardized, with large logits.

    >>> print(f"{loss_of_data():.1f} {loss_of_data_cured():.1f}")
    -60.0 0.0
    """
    pixels, logits = jnp.array([-1.0, 3.0]), jnp.array([-20.0, 20.0])
    return jnp.sum(jax.nn.softplus(logits) - pixels * logits)


def loss_of_data_cured():
    """The same with the pixels scaled to 0 … 1."""
    pixels, logits = (jnp.array([-1.0, 3.0]) + 1) / 4, jnp.array([-20.0, 20.0])
    return jnp.sum(jax.nn.softplus(logits) - pixels * logits)


# --8<-- [end:data-outside]
