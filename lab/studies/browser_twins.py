"""Trains the pair of VAEs that readers train in their browser (widgets/twin.js), in an engine of `lab.engines`."""

import functools
import math
from dataclasses import dataclass

import numpy as np
from sklearn.datasets import load_digits

from evidence.files import ROOT
from lab import engines

MODULE = ROOT / "widgets/twin.js"
TRAIN = """async ({ source, bits, settings, steps }) => {
  const { Training, trainings, unpacked } =
    await import("data:text/javascript," + encodeURIComponent(source));
  const images = unpacked(Uint8Array.from(bits));
  return trainings(settings).map((settings) => {
    const training = new Training(images, settings);
    const losses = Array.from({ length: steps }, () => training.step());
    const weights = Object.fromEntries(
      Object.entries(training.weights).map(([name, values]) => [name, [...values]]));
    return { losses, weights };
  });
}"""


@functools.cache
def digits():
    """scikit-learn's 1,797 digits of 8×8 pixels, ink or none, 8 pixels per byte, in their order: bytes."""
    return np.packbits(load_digits().data > 8).tobytes()


@dataclass(frozen=True)
class Twins:
    """Of two trainings: losses, float64 (2, steps), in nats, and weights, float32 (2, all), the log σ head's doubled."""

    losses: np.ndarray
    weights: np.ndarray

    @property
    def diverged(self):
        """The first step (from 1) at which the two losses differ; infinite if they never do."""
        differ = np.flatnonzero(self.losses[0] != self.losses[1])
        return differ[0] + 1 if len(differ) else math.inf


@functools.cache
def twins(engine, optimizer, steps, left_out=frozenset(), seed=0):
    """Both trainings for some steps.

    engine: of lab.engines. optimizer: "adam" or "sgd". left_out: of the recipe's parts "first" (weights), "rate" and "epsilon".
    """
    recipe = {part: part not in left_out for part in ("first", "rate", "epsilon")}
    given = {
        "source": MODULE.read_text(encoding="utf-8"),
        "bits": list(digits()),
        "settings": {"optimizer": optimizer, "recipe": recipe, "seed": seed},
        "steps": steps,
    }
    found = engines.run(engine, TRAIN, given)
    by_log_variance, by_log_std = (one["weights"] for one in found)
    by_log_std["head"] = [2 * weight for weight in by_log_std["head"]]
    weights = [
        np.concatenate([*map(np.float32, of.values())])
        for of in (by_log_variance, by_log_std)
    ]
    return Twins(np.array([one["losses"] for one in found]), np.stack(weights))
