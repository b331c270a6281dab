"""Ways to a NaN, an ∞, a huge KL or a dead σ, each with its cure."""

# --8<-- [start:imports]
import tensorflow as tf

# --8<-- [end:imports]


# --8<-- [start:log-of-zero]
def log_of_zero(logit=20.0):
    """Cross-entropy of a black and a white pixel from the probability.

    >>> print(log_of_zero().numpy())  # sigmoid(20) rounds to 1, and 1 − 1 is 0
    [inf nan]
    >>> print(log_of_zero_cured().numpy().round(3))
    [20.  0.]
    """
    pixels, p = tf.constant([0.0, 1.0]), tf.sigmoid(tf.constant(logit))
    return -(pixels * tf.math.log(p) + (1 - pixels) * tf.math.log(1 - p))


def log_of_zero_cured(logit=20.0):
    """The same from the logit."""
    pixels, logit = tf.constant([0.0, 1.0]), tf.constant(logit)
    return tf.math.softplus(logit) - pixels * logit


# --8<-- [end:log-of-zero]


# --8<-- [start:large-h]
def kl_of_large_h():
    """½ (σ² − 1 − log σ²), the KL at μ = 0, for h = 90.

    >>> print(f"{kl_of_large_h():.1e} {kl_of_large_h_cured():.1e}")
    inf 2.4e+08
    """
    log_variance = tf.constant(90.0)
    return 0.5 * (tf.exp(log_variance) - 1 - log_variance)


def kl_of_large_h_cured():
    """The same with h bent into −20 to 20 before the exponential."""
    log_variance = 20 * tf.tanh(tf.constant(90.0) / 20)
    return 0.5 * (tf.exp(log_variance) - 1 - log_variance)


# --8<-- [end:large-h]


# --8<-- [start:first-step]
def kl_in_first_step():
    """The KL at μ = 0 of an untrained head, h = 0.1 x, whose inputs are not scaled.

    >>> print(f"{kl_in_first_step():.2f} {kl_in_first_step_cured():.2f}")
    inf 0.00
    """
    x = tf.constant([-30000.0, 10000.0, 20000.0])
    log_variance = 0.1 * x
    return 0.5 * tf.reduce_mean(tf.exp(log_variance) - 1 - log_variance)


def kl_in_first_step_cured():
    """The same with standardized inputs."""
    x = tf.constant([-30000.0, 10000.0, 20000.0])
    log_variance = 0.1 * (x - tf.reduce_mean(x)) / tf.math.reduce_std(x)
    return 0.5 * tf.reduce_mean(tf.exp(log_variance) - 1 - log_variance)


# --8<-- [end:first-step]


# --8<-- [start:frozen]
def frozen(read=tf.identity):
    """h after 50 steps of Adam at rate 0.1 on the KL at μ = 0, from h = 55.

    >>> print(f"{frozen():.1f}")  # the gradient's square is ∞, and Keras takes ∞ − ∞
    nan
    >>> print(f"{frozen_cured():.0f}")
    50
    """
    h, adam = tf.Variable(55.0), tf.keras.optimizers.Adam(0.1)
    for _ in range(50):
        with tf.GradientTape() as tape:
            log_variance = read(h)
            kl = 0.5 * (tf.exp(log_variance) - 1 - log_variance)
        adam.apply([tape.gradient(kl, h)], [h])
    return h.numpy()


def frozen_cured():
    """The same with h bent into −20 to 20 before the exponential."""
    return frozen(lambda h: 20 * tf.tanh(h / 20))


# --8<-- [end:frozen]


# --8<-- [start:sigma-is-0]
def sigma_of_small_h():
    """σ = e^(h/2) for h = −230.

    >>> print(f"{sigma_of_small_h():.1e} {sigma_of_small_h_cured():.1e}")
    0.0e+00 4.5e-05
    """
    return tf.exp(0.5 * tf.constant(-230.0))


def sigma_of_small_h_cured():
    """The same with a soft floor under h at −20."""
    return tf.exp(0.5 * (-20 + tf.math.softplus(tf.constant(-230.0) + 20)))


# --8<-- [end:sigma-is-0]


# --8<-- [start:small-h]
def density_of_small_h():
    """log q(z) + ½ log 2π, with z − μ taken from z, for h = −90.

    >>> print(f"{density_of_small_h():.3f}")  # z rounds to μ, and 0 · ∞ is NaN
    nan
    >>> print(f"{density_of_small_h_cured():.3f}")
    44.875
    """
    mean, log_variance, noise = 1.0, tf.constant(-90.0), 0.5
    z = mean + tf.exp(0.5 * log_variance) * noise
    return -0.5 * ((z - mean) ** 2 * tf.exp(-log_variance) + log_variance)


def density_of_small_h_cured():
    """The same with the ε that z was drawn from."""
    log_variance, noise = tf.constant(-90.0), 0.5
    return -0.5 * (noise**2 + log_variance)


def nll_of_small_h(residual=0.0):
    """−log density of a target, less ½ log 2π, for h = −90.

    >>> print(f"{nll_of_small_h():.1f} {nll_of_small_h_cured():.1f}")  # 0 · ∞
    nan -5.0
    """
    log_variance = tf.constant(-90.0)
    return 0.5 * (residual**2 * tf.exp(-log_variance) + log_variance)


def nll_of_small_h_cured(residual=0.0):
    """The same with a soft floor under h at −10: σ is at least e⁻⁵."""
    log_variance = -10 + tf.math.softplus(tf.constant(-90.0) + 10)
    return 0.5 * (residual**2 * tf.exp(-log_variance) + log_variance)


# --8<-- [end:small-h]


# --8<-- [start:activation]
def relu_head(activation=tf.nn.relu):
    """σ and dσ/dh of a head that ends in an activation, at h = −20 and −10.

    >>> print(relu_head().numpy().round(2))
    [[1. 1.]
     [0. 0.]]
    >>> print(relu_head(tf.tanh).numpy().round(2))
    [[0.61 0.61]
     [0.   0.  ]]
    >>> print(relu_head(tf.identity).numpy().round(4))  # no activation
    [[0.     0.0067]
     [0.     0.0034]]
    """
    raw = tf.Variable([-20.0, -10.0])
    with tf.GradientTape() as tape:
        sigma = tf.exp(0.5 * activation(raw))
    return tf.stack([sigma, tape.gradient(sigma, raw)])


# --8<-- [end:activation]


# --8<-- [start:raw-variance]
def raw_variance():
    """σ and log σ² of a head read as σ² itself.

    >>> print(raw_variance().numpy())
    [[  0.  nan]
     [-inf  nan]]
    >>> print(raw_variance_cured().numpy().round(2))
    [[ 1.    0.95]
     [ 0.   -0.1 ]]
    """
    raw = tf.constant([0.0, -0.1])
    return tf.stack([tf.sqrt(raw), tf.math.log(raw)])


def raw_variance_cured():
    """The same, read as log σ²."""
    raw = tf.constant([0.0, -0.1])
    return tf.stack([tf.exp(0.5 * raw), raw])


# --8<-- [end:raw-variance]


# --8<-- [start:learning-rate]
def kl_in_training(rate=0.32):
    """The KL at each of eight steps that train h = w x, for x = −3 and 3, to h = 0.

    >>> print(*(f"{kl:.1g}" for kl in kl_in_training()))  # SGD at this rate
    0.7 0.7 1 2 2e+01 4e+19 inf nan
    >>> print(*(f"{kl:.1g}" for kl in kl_in_training(rate=0.032)))  # a tenth of it
    0.7 0.4 0.3 0.2 0.1 0.09 0.06 0.04
    """
    weight, kls = tf.Variable(0.5), []
    for _ in range(8):
        with tf.GradientTape() as tape:
            log_variance = weight * tf.constant([-3.0, 3.0])
            kl = tf.reduce_mean(0.5 * (tf.exp(log_variance) - 1 - log_variance))
        weight.assign_sub(rate * tape.gradient(kl, weight))
        kls.append(kl)
    return tf.stack(kls)


# --8<-- [end:learning-rate]


# --8<-- [start:half-precision]
def encoder_in(dtype=tf.float16):
    """Two features of an encoder that multiplies them by 3 and then normalizes them.

    >>> print(encoder_in().numpy())  # 90,000 is ∞, and ∞/∞ is NaN
    [nan  0.]
    >>> print(encoder_in(tf.bfloat16).numpy())  # with float32's range
    [1 0.664062]
    """
    features = 3 * tf.constant([30000.0, 20000.0], dtype)
    return features / tf.reduce_max(features)


def half_precision():
    """In float16: σ² for h = 12, and the cross-entropy of 128 images at logits of 0.

    >>> print(*(f"{value:.3g}" for value in half_precision()))
    inf inf
    >>> print(*(f"{value:.3g}" for value in half_precision_cured()))
    1.63e+05 6.96e+04
    """
    log_variance = tf.constant(12.0, tf.float16)
    logits = tf.zeros((128, 784), tf.float16)
    return tf.stack([tf.exp(log_variance), tf.reduce_sum(tf.math.softplus(logits))])


def half_precision_cured():
    """The same, cast to float32 before the loss."""
    log_variance = tf.cast(tf.constant(12.0, tf.float16), tf.float32)
    logits = tf.cast(tf.zeros((128, 784), tf.float16), tf.float32)
    return tf.stack([tf.exp(log_variance), tf.reduce_sum(tf.math.softplus(logits))])


# --8<-- [end:half-precision]


# --8<-- [start:data-outside]
def loss_of_data():
    """Cross-entropy of two pixels that were standardized, with large logits.

    >>> print(f"{loss_of_data():.1f} {loss_of_data_cured():.1f}")
    -60.0 0.0
    """
    pixels, logits = tf.constant([-1.0, 3.0]), tf.constant([-20.0, 20.0])
    return tf.reduce_sum(tf.math.softplus(logits) - pixels * logits)


def loss_of_data_cured():
    """The same with the pixels scaled to 0 … 1."""
    pixels, logits = (tf.constant([-1.0, 3.0]) + 1) / 4, tf.constant([-20.0, 20.0])
    return tf.reduce_sum(tf.math.softplus(logits) - pixels * logits)


# --8<-- [end:data-outside]
