"""Does a VAE's KL belong to the Normal that its sampling line draws from?"""

# --8<-- [start:test]
import numpy as np


def measure(sample, kl, raw, draws):
    """Mean and σ of the draws, their true KL, and the KL of `kl`, at one raw output.

    The KLs are nats per row. A scalar KL is a sum over the batch if half the batch has
    half of it, and otherwise a mean.
    """
    if not np.isfinite(raw):
        raise ValueError(f"raw is {raw!r}; expected a finite number")
    mean, h = (np.full((draws, 2), number, np.float32) for number in (0.5, raw))
    z, claimed = np.asarray(sample(mean, h)), np.asarray(kl(mean, h))
    if z.shape != (draws, 2) or claimed.shape not in [(draws, 2), (draws,), ()]:
        raise ValueError(
            f"sample and kl returned shapes {z.shape} and {claimed.shape}; expected"
            f" {(draws, 2)}, and {(draws, 2)}, {(draws,)} or a scalar"
        )
    if not (np.isfinite(z).all() and np.isfinite(claimed).all()):
        raise ValueError(f"sample or kl returned NaN or ∞ at raw output {raw}")
    m, s = z.mean(axis=0, dtype=float), z.std(axis=0, dtype=float)
    if s.min() == 0:
        raise ValueError(
            f"sample drew no noise: at raw output {raw} all z are {z[0]}. Is the model"
            " in eval mode?"
        )
    if claimed.shape:
        claimed = claimed.sum(dtype=float) / draws
    else:
        part = float(kl(mean[: draws // 2], h[: draws // 2]))
        is_sum = abs(claimed - 2 * part) < abs(claimed - part)
        claimed = float(claimed) / (draws if is_sum else 1)
    true = np.sum(0.5 * (s**2 + m**2 - 1) - np.log(s))
    return m.mean(), s.mean(), true, claimed


def self_test(sample, kl, raw, draws=1_000_000):
    """σ that `sample` draws with at one raw output, and nats by which `kl` is too high.

    `sample(mean, raw)` returns z, and `kl(mean, raw)` nats: one number per element, per
    row, or a scalar, which is the sum or the mean over the batch. Both get float32
    arrays (draws, 2) of one μ, 0.5, and one raw output. No parameterization is assumed:
    the true KL to N(0, 1) is that of the draws' own mean and σ (Kingma & Welling 2013,
    Appendix B). Raises ValueError for numbers that are not finite, for other shapes,
    and if all draws are equal.
    """
    _, std, true, claimed = measure(sample, kl, raw, draws)
    return std, claimed - true


def diagnose(sample, kl, raws=(-4, -2, -1, 0, 1), tolerance=0.05, draws=1_000_000):
    """What is wrong with `sample` and `kl`, in one sentence; "" if they agree.

    At some of `raws` σ must be below ½. `tolerance` is in nats per row of two
    dimensions. The rest is as in `self_test`.
    """
    rows = [measure(sample, kl, raw, draws) for raw in raws]
    mean, std, true, claimed = np.transpose(rows)
    off, ratio = claimed - true, claimed / true
    shift = np.abs(mean - 0.5) / std
    if shift.max() > 0.05:
        worst = mean[shift.argmax()]
        return f"z has the mean {worst:.2f}, not 0.5: the noise or μ is shifted"
    if std.min() > 0.5:
        return f"σ is never below {std.min():.2f}: the head cannot make it small"
    if np.abs(off).max() < tolerance:
        return ""
    if np.ptp(off) < tolerance:
        size = f"{off.mean():.2f} nats"
        return f"the KL is off by a constant, {size}: check its 1 and its μ²"
    if np.ptp(ratio) < 0.05 * abs(ratio.mean()):
        return f"the KL is {ratio.mean():.2f} times the true one: a mean or weight?"
    found = ", ".join(f"{nats:g}" for nats in off.round(1) + 0.0)
    return f"the KL belongs to another σ: off by {found} nats at h = {raws}"


# --8<-- [end:test]
