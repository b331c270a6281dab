"""Runs the decoder of readers' browsers (widgets/decoder.js), to compare it with Keras's."""

import base64

import numpy as np

from evidence.files import ROOT
from lab import engines

MODULE = "widgets/decoder.js"
LOAD = """
  const { decoder, unpacked } = await import("data:text/javascript," + encodeURIComponent(source));
  const decoders = sets.map(({ weights, packed }) => {
    const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)).buffer;
    return decoder(packed ? unpacked(bytes) : new Float32Array(bytes));
  });
"""
DECODE = f"""async ({{ source, sets, points }}) => {{{LOAD}
  return decoders.map((decode) => points.map(([z1, z2]) => [...decode(z1, z2)]));
}}"""
TIME = f"""async ({{ source, sets, points, repeats, rounds }}) => {{{LOAD}
  return Array.from({{ length: rounds }}, () => points.map(([z1, z2]) => {{
    const start = performance.now();
    for (let i = 0; i < repeats; i++) decoders[0](z1, z2);
    return performance.now() - start;
  }}));
}}"""


def flat(weights):
    """Arrays, one after the other, as float32."""
    return np.concatenate([np.float32(each).ravel() for each in weights])


def given(sets, points):
    """The input of DECODE and TIME: sets of all weights, float32 or packed, as their bytes."""
    return {
        "source": (ROOT / MODULE).read_text(encoding="utf-8"),
        "sets": [
            {
                "weights": base64.b64encode(numbers.tobytes()).decode(),
                "packed": numbers.dtype == np.uint8,
            }
            for numbers in sets
        ],
        "points": np.asarray(points, dtype=float).tolist(),
    }


def decoded(engine, sets, points):
    """Probabilities, (sets, n, 784) float32, at points of the plane by each set of all weights, `flat` or `packed`."""
    return np.array(engines.run(engine, DECODE, given(sets, points)), np.float32)


def milliseconds(numbers, points, repeats, rounds):
    """Time in Chromium for `repeats` pictures of each point, (rounds, n)."""
    more = {"repeats": repeats, "rounds": rounds}
    return np.array(engines.run("Chromium", TIME, given([numbers], points) | more))
