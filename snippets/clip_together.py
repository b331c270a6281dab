"""Clip all gradients by one norm when one head has moved to another unit."""

# --8<-- [start:clip]
import tensorflow as tf


def clip_together(gradients, head_gradients, norm, scale=1 / 2):
    """Clip all gradients by their global norm, counting the head's at their old size.

    `gradients` and `head_gradients` are lists of float tensors, and `norm` is the
    limit. The head's new output is `scale` times the old one: 1/2 from log σ² to log σ.
    Returns two lists of the same shapes. Raises ValueError naming a gradient that is
    None: the loss does not depend on that weight.

    >>> rest, head = [tf.constant([3.0])], [tf.constant([8.0])]
    >>> clipped = clip_together(rest, head, norm=1.0)  # 3 and 8/2 have the norm 5
    >>> [part[0].numpy().tolist() for part in clipped]
    [[0.6], [1.6]]
    """
    named = {"gradients": gradients, "head_gradients": head_gradients}
    for name, given in named.items():
        for i, gradient in enumerate(given):
            if gradient is None:
                raise ValueError(f"{name}[{i}] is None; expected a tensor")
    in_old_unit = [scale * gradient for gradient in head_gradients]
    clipped, _ = tf.clip_by_global_norm([*gradients, *in_old_unit], norm)
    rest, head = clipped[: len(gradients)], clipped[len(gradients) :]
    return rest, [gradient / scale for gradient in head]


# --8<-- [end:clip]
