"""Does a VAE's KL belong to the Normal that its sampling line draws from?"""

# --8<-- [start:test]
import numpy as np


def self_test(sample, kl, raw, draws=1_000_000):
    """σ that `sample` draws with at one raw output, and nats by which `kl` is too high.

    `sample(mean, raw)` gives z and `kl(mean, raw)` nats: one number for each element,
    or for each row. Both get float32 arrays (draws, 2) of one μ, 0.5, and one raw
    output; no meaning of it is assumed. The true KL to N(0, 1) is taken from the draws'
    own mean and σ (Kingma & Welling 2013, Appendix B). Raises ValueError for a raw
    output that is not finite, and for results of another shape.
    """
    if not np.isfinite(raw):
        raise ValueError(f"raw is {raw!r}; expected a finite number")
    mean, h = (np.full((draws, 2), number, np.float32) for number in (0.5, raw))
    z, claimed = np.asarray(sample(mean, h)), np.asarray(kl(mean, h))
    if z.shape != (draws, 2) or claimed.shape not in [(draws, 2), (draws,)]:
        expected = f"{draws, 2} and {draws, 2} or {(draws,)}"
        raise ValueError(
            f"sample and kl gave {z.shape} and {claimed.shape}; expected {expected}"
        )
    m, s = z.mean(axis=0, dtype=float), z.std(axis=0, dtype=float)
    true = np.sum(0.5 * (s**2 + m**2 - 1) - np.log(s))
    return s.mean(), claimed.sum(dtype=float) / draws - true


# --8<-- [end:test]
