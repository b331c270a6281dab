"""The tutorial from data to pictures; as a script: `python -m snippets.tutorial`."""

# --8<-- [start:imports]
import math

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from scipy.stats import norm

# --8<-- [end:imports]
from snippets.mnist import load_digits
from snippets.parameterization import log_std
from snippets.training import evaluate, train

# --8<-- [start:curve]
# Test ELBO after 10 epochs, in nats.
PUBLISHED = {"zh-cn tutorial": -156.7231, "wangdayaya/Learning": -155.9140}


def plot_learning_curve(run, width=25):
    """ELBO of the training batches, averaged over `width` batches at a time."""
    whole = len(run.step_elbo) // width * width
    elbo = run.step_elbo[:whole].reshape(-1, width).mean(axis=1)
    figure, axes = plt.subplots(figsize=(6, 3.4), layout="constrained")
    axes.plot(width * (np.arange(len(elbo)) + 0.5), elbo, color="C0")
    axes.axhspan(min(PUBLISHED.values()), max(PUBLISHED.values()), color="C1")
    axes.text(0, max(PUBLISHED.values()) + 4, "published, after 10 epochs", color="C1")
    axes.set(xlabel="batches of 32 images", ylabel="ELBO (nats)", ylim=(-350, -125))
    return figure


# --8<-- [end:curve]


# --8<-- [start:reconstructions]
def plot_reconstructions(run, images):
    """Images of shape (n, 28, 28, 1) above what the decoder makes of their means."""
    mean, _ = tf.split(run.encoder(images), 2, axis=-1)
    decoded = tf.sigmoid(run.decoder(mean))
    rows = [np.hstack([*pictures[..., 0]]) for pictures in (images, decoded.numpy())]
    figure, axes = plt.subplots(figsize=(6, 1.6), layout="constrained")
    axes.imshow(np.vstack(rows), cmap="gray", vmin=0, vmax=1)
    axes.axis("off")
    return figure


# --8<-- [end:reconstructions]


# --8<-- [start:manifold]
def plot_manifold(run, side=20):
    """What the decoder makes of a latent grid: the 5 % to 95 % quantiles of N(0, 1)."""
    quantiles = norm.ppf(np.linspace(0.05, 0.95, side))
    grid = [(x, y) for y in quantiles[::-1] for x in quantiles]
    pictures = tf.sigmoid(run.decoder(np.array(grid, np.float32))).numpy()
    pictures = pictures.reshape(side, side, 28, 28).transpose(0, 2, 1, 3)
    figure, axes = plt.subplots(figsize=(6, 6), layout="constrained")
    axes.imshow(pictures.reshape(side * 28, side * 28), cmap="gray")
    axes.axis("off")
    return figure


# --8<-- [end:manifold]


# --8<-- [start:sigma]
def plot_sigma(run, images, parameterization="log_variance"):
    """Where σ ends up: a histogram for each latent dimension, on a logarithmic axis."""
    _, raw = tf.split(run.encoder(images), 2, axis=-1)
    sigma = tf.exp(log_std(raw, parameterization)).numpy()
    figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
    bins = np.geomspace(0.01, 2, 60)
    for dimension, values in enumerate(sigma.T, start=1):
        axes.hist(values, bins, alpha=0.6, label=f"latent dimension {dimension}")
    axes.axvline(1, color="C2", linestyle="--", label="σ at the start")
    axes.set(xscale="log", xlabel="σ", ylabel="test images")
    axes.legend(frameon=False)
    return figure


# --8<-- [end:sigma]


if __name__ == "__main__":
    # --8<-- [start:data]
    digits = load_digits()
    print(digits.name, digits.train.shape, digits.test.shape, digits.train.dtype)
    # --8<-- [end:data]

    # --8<-- [start:run]
    EPOCHS = 1  # the tutorial trains 10

    run = train(digits, epochs=EPOCHS, report=print)
    print(f"{run.encoder.count_params():,} + {run.decoder.count_params():,} parameters")
    print(f"{len(run.step_elbo)} batches in {run.seconds:.0f} seconds on {run.device}")
    # --8<-- [end:run]

    # --8<-- [start:show-curve]
    plot_learning_curve(run)
    plt.show()
    # --8<-- [end:show-curve]

    # --8<-- [start:test]
    reconstruction, kl = evaluate(
        run.encoder, run.decoder, digits.test, "log_variance", seed=0
    )
    elbo = reconstruction - kl
    error = elbo.std(ddof=1) / math.sqrt(len(elbo))
    print(f"this run, {EPOCHS} of 10 epochs: {elbo.mean():9.2f} ± {error:.2f} nats")
    for source, published in PUBLISHED.items():
        print(f"{source:>26}: {published:9.2f} nats")
    print(f"share of the ELBO that is KL: {kl.mean() / -elbo.mean():.1%}")
    # --8<-- [end:test]

    # --8<-- [start:show-reconstructions]
    plot_reconstructions(run, digits.test[:10])
    plt.show()
    # --8<-- [end:show-reconstructions]

    # --8<-- [start:show-manifold]
    plot_manifold(run)
    plt.show()
    # --8<-- [end:show-manifold]

    # --8<-- [start:show-sigma]
    plot_sigma(run, digits.test)
    plt.show()
    # --8<-- [end:show-sigma]
