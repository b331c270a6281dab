"""One network output, read as log σ² or as log σ.

The functions are the same; gradients and steps differ by constants.
"""

# --8<-- [start:imports]
import tensorflow as tf

# --8<-- [end:imports]


# --8<-- [start:gradients]
def kl_to_standard_normal(mean, log_std):
    """KL(N(μ, σ²) ‖ N(0, 1)) in nats, elementwise; float tensors of one shape.

    Kingma & Welling 2013, Appendix B, with log σ² written as 2 log σ.
    """
    return 0.5 * (tf.exp(2 * log_std) + mean**2 - 1) - log_std


def gradients(loss, log_variance):
    """d loss/d log σ and d loss/d log σ² of a `loss` that is a function of log σ.

    >>> def loss(log_std):
    ...     return kl_to_standard_normal(0.3, log_std)
    >>> by_log_std, by_log_variance = gradients(loss, tf.constant(-1.4))
    >>> by_log_std.numpy(), by_log_variance.numpy()
    (np.float32(-0.7534), np.float32(-0.3767))
    """
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(log_variance)
        log_std = log_variance / 2
        value = loss(log_std)
    return tape.gradient(value, log_std), tape.gradient(value, log_variance)


def change_in_log_std(optimizer, factor, log_std):
    """How far one optimizer step on the KL moves log σ.

    log σ is `factor` times the head's output h: 1/2 for a log σ² head, 1 for a log σ
    head. `log_std` is the float to start from.

    >>> for optimizer in (tf.keras.optimizers.SGD, tf.keras.optimizers.Adam):
    ...     by_log_variance = change_in_log_std(optimizer(0.01), 1 / 2, log_std=-1.0)
    ...     by_log_std = change_in_log_std(optimizer(0.01), 1, log_std=-1.0)
    ...     steps = f"{by_log_variance:.5f} and {by_log_std:.5f}"
    ...     ratio = by_log_std / by_log_variance
    ...     print(f"{optimizer.__name__}: {steps}, ratio {ratio:.3f}")
    SGD: 0.00216 and 0.00865, ratio 4.000
    Adam: 0.00500 and 0.01000, ratio 2.000
    """
    h = tf.Variable(log_std / factor)
    with tf.GradientTape() as tape:
        loss = kl_to_standard_normal(0.0, factor * h)
    optimizer.apply([tape.gradient(loss, h)], [h])
    return float(factor * h) - log_std


# --8<-- [end:gradients]


# --8<-- [start:split]
def split_last_layer(encoder):
    """Split the last layer: the layers below it, a layer for μ, and a head for h.

    `encoder` is a Sequential model whose last layer is Dense, without activation, and
    outputs all means, then as many raw outputs h. The halves keep its dtype,
    its bias if it has one, and whether it is frozen. Raises ValueError for an
    odd number of outputs, or for an activation.

    >>> layers = [tf.keras.Input((3,)), tf.keras.layers.Dense(8, activation="relu")]
    >>> encoder = tf.keras.Sequential([*layers, tf.keras.layers.Dense(4)])
    >>> below, mean_layer, head = split_last_layer(encoder)
    >>> features = below(x := tf.constant([[1.0, -2.0, 0.5]]))
    >>> split = tf.concat([mean_layer(features), head(features)], axis=-1)
    >>> bool(tf.reduce_max(tf.abs(split - encoder(x))) < 1e-6)
    True
    """
    *below, last = encoder.layers
    if last.units % 2:
        raise ValueError(f"the last layer has {last.units} units; expected 2n")
    if last.activation is not tf.keras.activations.linear:
        name = last.activation.__name__
        raise ValueError(f"the last layer's activation is {name}; expected none")
    config = last.get_config() | {"units": last.units // 2}
    halves = []
    for number, name in enumerate(("mean", "head")):
        layer = tf.keras.layers.Dense.from_config(config | {"name": name})
        layer.build(last.kernel.shape[:1])
        layer.set_weights([tf.split(w, 2, axis=-1)[number] for w in last.weights])
        halves.append(layer)
    return tf.keras.Sequential([encoder.inputs[0], *below]), *halves


# --8<-- [end:split]
