"""Which faults the tensors of a training step show, in any framework."""

# --8<-- [start:first-aid]
from typing import NamedTuple

import numpy as np


def as_array(numbers):
    """Any numbers or tensor as a float64 array, and the name of its dtype."""
    if isinstance(numbers, list | tuple):
        return np.array([as_array(each)[0] for each in numbers], float), "float32"
    if hasattr(numbers, "detach"):  # a tensor of PyTorch
        name = str(numbers.dtype).removeprefix("torch.")
        return numbers.detach().cpu().double().numpy(), name
    array = np.asarray(numbers)
    name = "float32" if isinstance(numbers, float) else array.dtype.name
    return array.astype(float), name


class Finding(NamedTuple):
    name: str  # of the fault
    evidence: str  # what the tensors show
    page: str  # where its cure is


LOG_VARIANCE = {  # log σ² of h, by what h is read as
    "log_variance": lambda h: h,
    "log_std": lambda h: 2 * h,
    "variance": np.log,
    "std": lambda h: 2 * np.log(h),
    "softplus": lambda h: 2 * np.log(np.logaddexp(0, h)),  # σ = log(1 + exp(h))
}
# Logarithms of the smallest number (in float16 a subnormal one) and of the largest
LOG_ENDS = {"float16": (-16.6, 11.09), "float64": (-708.0, 709.7)}
TRAINED = 100  # steps after which a head that is 0 everywhere is a fault


def explosion(losses):
    """How the losses grow before they end, in words; empty if they do not."""
    finite = losses[np.isfinite(losses)]
    if len(finite) < 2:
        return ""
    first, lowest, last = finite[0], finite.min(), finite[-1]
    if len(finite) < len(losses):
        grows = last - lowest > 0.5 * max(abs(lowest), first - lowest)
    else:  # a warm-up of the KL raises the loss too, but by less
        grows = last > 100 * max(abs(first), np.median(np.abs(finite)))
    return f"the loss grows from {lowest:.3g} to {last:.3g}" if grows else ""


def activation(h, steps):
    """Where values of h pile up as an activation's do, in words; empty if nowhere."""
    h = h[:1] if (h == h[:1]).all() else h  # one σ for all rows
    top, size = np.abs(h).max(), h.size
    if h.min() == h.max():
        return "h is 0 everywhere" if top == 0 and steps >= TRAINED else ""
    near_0 = np.sum(h <= 0.02) if size >= 8 else np.sum(h == 0)
    small = top <= 0.1 and steps < TRAINED  # a head may start like this
    if h.min() >= 0 and near_0 >= max(2, 0.2 * size) and not small:
        return f"h is never negative, and {near_0} of {size} values are near 0"
    at_ends = np.sum(np.abs(h) >= 0.99 * top)
    ends = abs(h.min() + h.max()) <= 0.01 * top or abs(top - 1) <= 0.005
    if ends and at_ends >= max(4, 0.2 * size):
        return f"{at_ends} of {size} values of h are within 1 % of ±{top:.3g}"
    rows = np.unique(h, axis=0)
    for end in (h.min(), h.max()):
        if np.sum(rows == end) >= max(3, 0.1 * rows.size):
            return f"{np.sum(h == end)} of {size} values of h are exactly {end:.3g}"
    return ""


def first_aid(
    h, read_as="log_variance", *, x=(), decoded=(), from_logits=None, losses=(), kl=()
):
    r"""The faults that the tensors of one step show, the likeliest first.

    `h` is what σ is computed from, after any activation or clamp, with one row for
    each example. `read_as` is log_variance, log_std, variance, std or softplus. The
    rest is optional: the input `x`, the decoder's output, the losses of all steps so
    far, the KL of this step. For a cross-entropy `from_logits` says whether `decoded`
    is logits (True) or probabilities (False). Without losses and KL it assumes that the
    loss is broken. Raises ValueError if `read_as` is unknown or h is empty.

    >>> name, evidence, page = first_aid([[0.3, -1.2], [0.1, 95.0]])[0]
    >>> print(name, evidence, page, sep="\n")
    large h
    1 of 4 values of σ² are infinite in float32; h goes from -1.2 to 95
    practice/nan/#large-h
    >>> first_aid([[0.3, -1.2], [0.1, -0.4]], losses=[550.0, 210.0], kl=[3.0, 2.0])
    []
    """
    (h, dtype), (y, y_dtype) = as_array(h), as_array(decoded)
    x, losses, kl = (np.ravel(as_array(each)[0]) for each in (x, losses, kl))
    if read_as not in LOG_VARIANCE or not h.size:
        known = ", ".join(LOG_VARIANCE)
        raise ValueError(
            f"read_as is {read_as!r}, h has shape {h.shape};"
            f" expected one of {known}, and at least one number"
        )
    h = h.reshape(len(h), -1) if h.ndim else h.reshape(1, 1)
    found, half = [], "float16" in (dtype, y_dtype)
    low, high = LOG_ENDS.get(dtype, (-87.3, 88.7))
    with np.errstate(all="ignore"):
        v = LOG_VARIANCE[read_as](h)  # log σ²
        from_v = np.exp(v.max()) / (4 * h.size)  # the mean KL is larger
    broken = not np.isfinite([*losses, *kl]).all() or not losses.size + kl.size
    huge = np.inf if broken else max(*losses[-1:], *kl, 0.0)
    span = f"h goes from {h.min():.3g} to {h.max():.3g}"

    def look(mask, name, evidence):
        if np.any(mask):
            words = evidence.format(f"{np.sum(mask)} of {np.size(mask)}")
            page = "practice/nan/#" + name.lower().replace(" ", "-")
            found.append(Finding(name, words, page))

    sigma_is_finite = v.max() <= 2 * high  # else decoded cannot be finite either
    seen = y.reshape(len(y), -1) if y.size and y.ndim and sigma_is_finite else h
    bad, grows = ~np.isfinite(seen), explosion(losses)
    look(~np.isfinite(x), "input", "{} values of x are not finite")
    if not (found or grows or half or bad.any(axis=1).all()):
        look(bad.any(axis=1), "input", "{} rows are not finite, the others are")
    if from_logits is not None:
        what = "{} values of x are outside 0 to 1"
        look((x < 0) | (x > 1), "data outside 0 to 1", what)
        if not kl.size or kl.mean() >= 0:
            what = "{} losses are below 0: no cross-entropy of data in 0 to 1 is"
            look(losses < 0, "data outside 0 to 1", what)
    raw = read_as in ("variance", "std")
    look(raw & (h <= 0), "raw variance", "{} values of h are 0 or less")
    infinite = v > high * (1 if broken else 2)
    rows = infinite.any(axis=1)
    if not grows and np.isfinite(losses[:1]).any() and rows.sum() > max(3, len(h) / 3):
        grows = f"one step makes σ² infinite in {rows.sum()} of {len(h)} rows"
    if (
        not grows
        and kl.size
        and max(1e8, 4 * from_v * h.size) * h.size < kl.max() < np.inf
    ):
        grows = f"the KL is {kl.max():.3g}, far more than h explains: μ is huge"
    look(bool(grows), "learning rate", grows)
    look(half & bad, "half precision", "{} values are not finite, in float16")

    scaled = losses.size != 1 and not np.any(np.abs(x) > 100)
    large, small, zero = "large h" if scaled else "first step", "small h", "sigma is 0"
    if dtype == "float16" and np.abs(v).max() < 87:
        large = small = zero = "half precision"
    look(infinite, large, f"{{}} values of σ² are infinite in {dtype}; {span}")
    if huge >= from_v and not infinite.any():
        frozen = v > max(high, 88) / 2  # the squared gradient of the KL is infinite
        look(frozen, "frozen at a huge KL", f"{{}} values of σ² are huge; {span}")
        look(not frozen.any() and v.max() > 20 and huge < np.inf, large, span)
    if not infinite.any():
        what = f"{{}} values of σ are 0 or subnormal in {dtype}; {span}"
        look(v / 2 < low, zero, what)
    kl_is_sound = kl.size and np.isfinite(kl).all()
    if broken and not kl_is_sound and not (v / 2 < low).any():
        look(v < -high, small, f"{{}} values of 1/σ² are infinite in {dtype}; {span}")
    if not raw and np.isfinite(h).all():
        piled = activation(h, losses.size)
        look(bool(piled), "activation on the head", piled)
    if from_logits is False and broken and (kl_is_sound or not kl.size):
        look((y <= 0) | (y >= 1), "log of zero", "{} probabilities are 0, 1 or beyond")
    if {name for name, *_ in found} <= {"learning rate"}:
        when = ", in the first step" if losses.size == 1 else ""
        cause = "input" if losses.size == 1 else "broken weights"
        look(bad, cause, f"{{}} values are not finite{when}")
    if not (found or np.isfinite(losses).all()):
        if half:
            what = "h is finite, the loss is not, and float16 is used"
            look(True, "half precision", what)
        elif y.size and kl_is_sound:
            what = "h, decoded and kl are finite, the loss is not: it may be the target"
            look(True, "input", what)
    return found


# --8<-- [end:first-aid]
