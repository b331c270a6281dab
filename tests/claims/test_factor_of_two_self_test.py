"""The claims of practice/factor-of-two.md on its self-test: what it passes, what it finds, what it refuses."""

import functools

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound
from snippets.self_test import diagnose, self_test

claim = functools.partial(claim, page="practice/factor-of-two.md")
RAW = (-4.0, -2.0, -1.0, 1.0)
TOLERANCE, SMALL = 0.05, 0.5  # nats; σ that a head shall be able to go below
DRAWS = 200_000  # the KL of one draw has a standard deviation of about 1 nat


def drawing(std, seed=0, uniform=False):
    """A sampling line with σ = std(raw)."""
    rng = np.random.default_rng(seed)
    noise = rng.random if uniform else rng.standard_normal
    return lambda mean, raw: mean + std(raw) * noise(mean.shape, np.float32)


def kl_of(std):
    return lambda mean, raw: 0.5 * (std(raw) ** 2 + mean**2 - 1) - np.log(std(raw))


def one_sample_kl_of(std, drawn=None):
    """log q(z) − log p(z) at one z each, drawn with σ = `drawn`(raw)."""
    sample = drawing(drawn or std, seed=1)

    def kl(mean, raw):
        z = sample(mean, raw)
        log_q = -0.5 * ((z - mean) / std(raw)) ** 2 - np.log(std(raw))
        return log_q + 0.5 * z**2

    return kl


def code(std, kl=None, drawn=None):
    """Sampling line and KL; the right ones for std(raw) if nothing else is said."""
    return drawing(drawn or std), kl or kl_of(std)


def reduced(reduce):
    """Log σ² as it should be, and `reduce` of its KL (draws, 2)."""
    return code(exp_half, lambda mean, raw: reduce(kl_of(exp_half)(mean, raw)))


def exp_half(raw):
    return np.exp(raw / 2)


def softplus(raw):
    return np.logaddexp(0, raw)


RIGHT_CODES = {
    "log σ²": code(exp_half),
    "log σ": code(np.exp),
    "softplus σ": code(softplus),
    "softplus σ²": code(lambda raw: np.sqrt(softplus(raw))),
    "log σ², one-sample KL": code(exp_half, one_sample_kl_of(exp_half)),
    "log σ², KL summed over the row": reduced(lambda kl: kl.sum(axis=-1)),
    "log σ², scalar sum": reduced(np.sum),
    "log σ², scalar mean over the batch": reduced(lambda kl: kl.sum(axis=-1).mean()),
}
WRONG_KL = {
    "e^v drawn, KL of log σ²": code(np.exp, kl_of(exp_half)),
    "e^(v/2) drawn, KL of log σ": code(exp_half, kl_of(np.exp)),
    "e^v drawn, one-sample KL of log σ²": code(
        np.exp, one_sample_kl_of(exp_half, np.exp)
    ),
    "softplus drawn, KL of log σ²": code(softplus, kl_of(exp_half)),
    "the ½ of the logarithm missing": code(
        exp_half, lambda mean, raw: kl_of(exp_half)(mean, raw) - raw / 2
    ),
    "(log σ)² for 2 log σ": code(
        np.exp, lambda mean, raw: 0.5 * (np.exp(2 * raw) + mean**2 - 1 + raw**2)
    ),
    "the sign of the logarithm": code(
        np.exp, lambda mean, raw: kl_of(np.exp)(mean, raw) + 2 * raw
    ),
    "noise of σ 0.01": code(exp_half, drawn=lambda raw: 0.01 * exp_half(raw)),
    "uniform noise": (drawing(exp_half, uniform=True), kl_of(exp_half)),
    "the mean over dimensions for the sum": reduced(lambda kl: kl.mean(axis=-1)),
    "scalar mean over batch and dimensions": reduced(np.mean),
    "the ½ subtracted once per row": reduced(lambda kl: kl.sum(axis=-1) + 0.5),
    "e^(0.55 v) drawn": code(exp_half, drawn=lambda raw: np.exp(0.55 * raw)),
}
STUCK_HEADS = {
    "a ReLU on log σ²": code(lambda raw: np.exp(np.maximum(raw, 0) / 2)),
    "a softplus on log σ²": code(lambda raw: np.exp(softplus(raw) / 2)),
}
FAULTY_CODES = WRONG_KL | STUCK_HEADS


@functools.cache
def found_in(code):
    """Largest |error| of the KL over RAW, in nats, and the smallest σ drawn."""
    rows = [self_test(*code, raw, DRAWS) for raw in RAW]
    stds, errors = np.transpose(rows)
    return np.max(np.abs(errors)), stds.min()


@claim(
    f"The self-test finds no fault in {len(RIGHT_CODES)} correct programs: with log σ², log σ, a softplus for σ or for σ², the"
    " tutorial's one-sample KL, and a KL that is summed over the row or over everything, or averaged over the batch.",
    of=RIGHT_CODES,
    controls={
        fault: dict.fromkeys(RIGHT_CODES, code) for fault, code in FAULTY_CODES.items()
    },
)
def test_self_test_passes_correct_programs(programs):
    parts = {}
    for name, code in programs.items():
        error, std = found_in(code)
        parts[f"{name}: error"] = bound(
            error, at_most=TOLERANCE, unit="nats", seeds=[0]
        )
        parts[f"{name}: smallest σ"] = bound(std, at_most=SMALL, seeds=[0])
    return parts


@claim(
    f"In {len(WRONG_KL)} faulty programs the self-test finds a KL that is off by more than {TOLERANCE:g} nats, and in"
    f" {len(STUCK_HEADS)} more a head that cannot make σ smaller than {SMALL:g}.",
    of=(WRONG_KL, STUCK_HEADS),
    controls={
        f"{name} in the place of each": (
            dict.fromkeys(WRONG_KL, RIGHT_CODES[name]),
            dict.fromkeys(STUCK_HEADS, RIGHT_CODES[name]),
        )
        for name in ("log σ², one-sample KL", "softplus σ")
    },
)
def test_self_test_finds_faults(programs):
    wrong, stuck = programs
    errors = {
        name: bound(found_in(code)[0], at_least=TOLERANCE, unit="nats", seeds=[0])
        for name, code in wrong.items()
    }
    stds = {
        name: bound(found_in(code)[1], at_least=SMALL, seeds=[0])
        for name, code in stuck.items()
    }
    return errors | stds


NAMED = {  # in `diagnose`'s sentence → programs
    "noise or μ is shifted": ["uniform noise"],
    "cannot make it small": [*STUCK_HEADS],
    "off by a constant": ["the ½ subtracted once per row"],
    "0.50 times": [
        "the mean over dimensions for the sum",
        "scalar mean over batch and dimensions",
    ],
    "another σ": [
        "e^v drawn, KL of log σ²",
        "e^(v/2) drawn, KL of log σ",
        "e^v drawn, one-sample KL of log σ²",
        "softplus drawn, KL of log σ²",
        "the ½ of the logarithm missing",
    ],
}
NAMED_CODES = sum(len(programs) for programs in NAMED.values())


@functools.cache
def named_in(name):
    return diagnose(*(RIGHT_CODES | FAULTY_CODES)[name], draws=DRAWS)


@claim(
    f"`diagnose` names the fault of {NAMED_CODES} faulty programs: noise with a mean, a head that cannot make σ small, a wrong"
    " constant, a mean in place of a sum, or the KL of another σ.",
    of=NAMED,
    controls={
        f"{name} in the place of each": {
            sentence: [name] * len(programs) for sentence, programs in NAMED.items()
        }
        for name in ("log σ²", "uniform noise")
    },
)
def test_self_test_names_faults(named):
    return {
        f"{sentence}: {number}": bound(
            float(sentence in named_in(name)), at_least=1, seeds=[0]
        )
        for sentence, programs in named.items()
        for number, name in enumerate(programs, 1)
    }
