"""What readers' browsers compute: the two VAEs of widgets/twin.js, and the decoder of widgets/decoder.js.

Both are measured here, because a browser takes seconds to start.
"""

import base64

import ml_dtypes
import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.files import ROOT
from evidence.measurements import bound, exact
from lab import engines
from lab.studies.browser_twins import twins
from lab.trained_models import HEADS, packed, read, stored_networks

RECIPE, PLANE = "reasons/1-no-real-difference.md", "tutorial/plane.md"
STEPS, SHOWN = 50, 200
INSTALLED = ("Firefox",) if engines.on_path(engines.FIREFOX) else ()
ENGINES = ("Chromium", "Node", *INSTALLED)
DIVERGED = 10  # steps; in a trial each omission needed at most two
NONE = frozenset()
OMISSIONS = {  # the unchanged setting: what is left out of the recipe, and the optimizers that have it
    "initial weights unchanged": (frozenset({"first"}), ("adam", "sgd")),
    "learning rate unchanged": (frozenset({"rate"}), ("adam", "sgd")),
    "Adam's epsilon unchanged": (frozenset({"epsilon"}), ("adam",)),
}


@claim(
    "In a browser too, a small VAE with the recipe repeats one with a log σ² head: the same loss at every one of "
    f"{STEPS:,} steps and the same weights after them (exactly half in the head), bit for bit, with Adam and with SGD. Tried on "
    "scikit-learn's small digits, in Chromium, in Node and, if it is installed, in Firefox.",
    page=RECIPE,
    of=(NONE, ("adam", "sgd"), STEPS),
    controls={
        what: (left_out, optimizers, DIVERGED)
        for what, (left_out, optimizers) in OMISSIONS.items()
    },
)
def test_browser_twins_bit_for_bit(thing):
    left_out, optimizers, steps = thing
    parts = {}
    for engine in ENGINES:
        for optimizer in optimizers:
            found = twins(engine, optimizer, steps, left_out)
            parts[f"{engine}, {optimizer}, losses"] = exact(*found.losses[::-1])
            parts[f"{engine}, {optimizer}, weights"] = exact(*found.weights[::-1])
    return parts


@claim(
    f"If any one part of the recipe for Adam is left out, the two small VAEs diverge within {DIVERGED} steps in "
    "Chromium, in Node and, if it is installed, in Firefox.",
    page=RECIPE,
    of=({what: left_out for what, (left_out, _) in OMISSIONS.items()}, SHOWN),
    controls={"nothing left out": (dict.fromkeys(OMISSIONS, NONE), DIVERGED)},
)
def test_browser_twins_diverge(omissions_and_steps):
    omissions, in_node = omissions_and_steps
    steps = dict.fromkeys(ENGINES, DIVERGED) | {"Node": in_node}
    parts = {}
    for what, left_out in omissions.items():
        runs = {
            engine: twins(engine, "adam", steps[engine], left_out) for engine in ENGINES
        }
        parts[what] = bound(
            float(max(run.diverged for run in runs.values())),
            at_most=DIVERGED,
            unit="steps",
            seeds=[0],
            series={what: np.abs(np.diff(runs["Node"].losses, axis=0)[0])},
        )
    return parts


# The decoder of the latent plane

HALF_APART = 1e-3  # of a probability; float16 missed it, at 0.0013
FULL_APART = 1e-6
LIMITS = {"16 bits": HALF_APART, "float32": FULL_APART}
SIDE, FEW = 5, 2  # points a side of the grid
MILLISECONDS = 16  # a frame
PICTURES, ROUNDS = 20, 10
QUICK = 19  # of the pictures: 95 of a hundred
SLOWER = 20  # times, of the planted fault
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


def run_decoders(engine, program, sets, points, **more):
    """What DECODE or TIME returns for decoders with these weights, `flat` or `packed`, at points of the plane."""
    sets = [
        {
            "weights": base64.b64encode(numbers.tobytes()).decode(),
            "packed": numbers.dtype == np.uint8,
        }
        for numbers in sets
    ]
    source = (ROOT / "widgets/decoder.js").read_text(encoding="utf-8")
    given = {"source": source, "sets": sets, "points": points.tolist()}
    return np.array(engines.run(engine, program, given | more))


def flat(weights):
    """Arrays, one after the other, as float32."""
    return np.concatenate([np.float32(each).ravel() for each in weights])


def points(side):
    """An even grid over the part of the plane where the images lie."""
    along = np.linspace(-2.5, 2.5, side)
    return np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)


def bfloat16(weights):
    return [np.float32(each.astype(ml_dtypes.bfloat16)) for each in weights]


def rows_for_columns(weights):
    return [each.swapaxes(0, 1) if each.ndim == 4 else each for each in weights]


@claim(
    "The decoder of this page returns Keras's probabilities in Chromium, in Node and, if it is installed, in Firefox:"
    f" to within {HALF_APART:g} with the page's half-precision weights and {FULL_APART:f} with float32 weights,"
    f" at all pixels of {SIDE**2} pictures from either head.",
    page=PLANE,
    of=(lambda weights: weights, SIDE),
    controls={
        "weights rounded to bfloat16": (bfloat16, FEW),
        "rows of the kernels taken for columns": (rows_for_columns, FEW),
    },
)
def test_browser_decoder_is_keras(change_and_side):
    change, side = change_and_side
    decoders = [stored_networks(head)[1] for head in HEADS]
    weights = [change(decoder.get_weights()) for decoder in decoders]
    logits = [decoder(np.float32(points(side))) for decoder in decoders]
    expected = tf.sigmoid(logits).numpy().reshape(len(HEADS), side**2, -1)
    sets = [send(each) for send in (packed, flat) for each in weights]
    parts = {}
    for engine in ENGINES:
        drawn = np.float32(run_decoders(engine, DECODE, sets, points(side)))
        apart = np.abs(drawn.reshape(len(LIMITS), *expected.shape) - expected)
        for of_format, (name, limit) in zip(apart, LIMITS.items(), strict=True):
            for head, each in zip(HEADS, of_format, strict=True):
                parts[f"{engine}, {head}, {name}"] = bound(
                    each.max(), at_most=limit, n=each.size
                )
    return parts


@claim(
    f"On the machine that built this site, Chromium decodes at least {QUICK} of {PICTURES} pictures within a frame of {MILLISECONDS} ms"
    f" each. A picture's time is the quickest of {ROUNDS} tries, because other programs may interrupt.",
    page=PLANE,
    of=(1, ROUNDS),
    controls={f"{SLOWER} pictures timed as one": (SLOWER, 1)},
)
def test_browser_decodes_within_a_frame(thing):
    repeats, rounds = thing
    numbers = read().arrays[f"{HEADS[0]}_packed"]
    spread = np.random.default_rng(0).normal(size=(PICTURES, 2))
    how = {"repeats": repeats, "rounds": rounds}
    times = run_decoders("Chromium", TIME, [numbers], spread, **how)
    quickest = np.sort(times.min(axis=0))[QUICK - 1]
    return bound(
        quickest, at_most=MILLISECONDS, unit="ms", n=PICTURES, descriptive=True
    )
