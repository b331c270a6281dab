"""First aid names the fault in arrays made by hand, and takes the tensors of all three frameworks; practice/nan.md."""

import math
import re

import numpy as np
import pytest
import tensorflow as tf

from evidence.files import ROOT
from snippets.first_aid import first_aid

NAN, INF = math.nan, math.inf
RANDOM = np.random.default_rng(0)
H = RANDOM.normal(-1.5, 1, (64, 4)).astype("float32")
KL = 0.5 * (np.exp(H) - 1 - H).sum(1)
FALLING = [*np.linspace(550, 160, 150)]
LOGITS = RANDOM.normal(0, 5, (64, 10)).astype("float32")
BAD_ROW = np.where(np.arange(64) == 7, NAN, 1).astype("float32")[:, None]
LARGE = np.where(np.arange(256).reshape(64, 4) == 99, 200, H).astype("float32")
HALF = H.astype("float16")
SOUND = {"losses": FALLING, "kl": KL}
BROKEN = {"losses": [*FALLING, NAN]}
PROBABILITIES = {
    "decoded": np.where(LOGITS > 4, 1, 0.5).astype("float32"),
    "from_logits": False,
}
STD = np.float32([[-0.5, 0.3], [-0.2, 0.4]])
SMALL = np.float32([[-230, -1, -2, 0.5]])


def kl_of(h):
    return (0.5 * (np.exp(h) - 1 - h)).sum(1)


CASES = {  # h, what else first aid is given, and what it must find
    "nothing but h": (H, {}, ""),
    "a sound step": (H, dict(**SOUND, decoded=LOGITS, from_logits=True), ""),
    # h is finite although z and the decoder's output are not
    "σ infinite": (
        LARGE,
        dict(decoded=LOGITS * BAD_ROW, losses=[550.0, 160.0, INF]),
        "large h",
    ),
    "σ infinite, KL clipped": (LARGE, SOUND, "large h"),
    "unscaled inputs": (100 * H, dict(losses=[INF]), "first step"),
    "unscaled inputs, seen": (
        LARGE,
        dict(x=3e4 * H, losses=[5.0, 5.0, INF]),
        "first step",
    ),
    # a learning rate shows in the losses, also once everything is NaN
    "exploded": (
        1e5 * H,
        dict(decoded=LOGITS * NAN, losses=[8.9, 19.4, 2e36, NAN]),
        "learning rate, large h",
    ),
    "one long step": (
        1e5 * (H + 1.5),
        dict(losses=[8.9, NAN]),
        "learning rate, large h",
    ),
    "exploded, weights gone": (
        H * NAN,
        dict(losses=[8.9, 8.7, 90, 1e9, NAN, NAN]),
        "learning rate, broken weights",
    ),
    "weights gone": (H * NAN, BROKEN, "broken weights"),
    "decoder gone": (H, dict(decoded=LOGITS * NAN, **BROKEN), "broken weights"),
    "a warm-up": (H, dict(losses=[*np.linspace(0.02, 12, 300)], kl=KL), ""),
    "first step": (H * NAN, dict(losses=[NAN]), "input"),
    "the mean ran away": (H, dict(losses=FALLING, kl=[2e35]), "learning rate"),
    "some rows": (H * BAD_ROW, BROKEN, "input"),
    "x has a NaN": (H * NAN, dict(x=H * BAD_ROW), "input"),
    "only the loss": (
        H,
        dict(decoded=LOGITS, from_logits=True, kl=KL, **BROKEN),
        "input",
    ),
    # half precision
    "overflow in the encoder": (HALF * NAN, dict(decoded=LOGITS), "half precision"),
    "h of 12": (np.float16([[12, 0.5]]), {}, "half precision"),
    "a sum": (HALF, dict(decoded=LOGITS, losses=[INF]), "half precision"),
    "a sound float16": (HALF, dict(decoded=LOGITS, **SOUND), ""),
    # what no NaN shows
    "frozen": ([55.0], dict(losses=[3.8e23] * 400, kl=[3.8e23]), "frozen at a huge KL"),
    "huge": ([[30.0, 1.0]], dict(losses=FALLING, kl=[5.3e12]), "large h"),
    "σ of 0": (SMALL, dict(kl=kl_of(SMALL)), "sigma is 0"),
    "σ of 0, h only": (SMALL, {}, "sigma is 0"),
    "small σ, tiny KL weight": (H - 18, dict(losses=FALLING, kl=kl_of(H - 18)), ""),
    "pixels outside": (
        H,
        dict(from_logits=True, losses=[7.0, -2.0, -300.0], kl=KL),
        "data outside 0 to 1",
    ),
    "x outside": (H, dict(**SOUND, x=LOGITS, from_logits=True), "data outside 0 to 1"),
    "a density is negative": (H, dict(losses=[7.0, -2.0, -3.0]), ""),
    # activations
    "ReLU": (np.maximum(H + 1, 0), SOUND, "activation on the head"),
    "softplus": (np.log1p(np.exp(4 * H)), SOUND, "activation on the head"),
    "tanh of log σ": (
        0.5 * np.tanh([[-9, -7, 6], [-8, -9, -6]]),
        dict(read_as="log_std", **SOUND),
        "activation on the head",
    ),
    "sigmoid": (1 / (1 + np.exp(-8 * H)), SOUND, "activation on the head"),
    "a clamp": (np.clip(H, -2, 2), SOUND, "activation on the head"),
    "only positive": (np.abs(H) + 0.3, SOUND, ""),
    "0 at the start": (0 * H, dict(losses=[550.0]), ""),
    "0 for ever": (0 * H, dict(losses=FALLING), "activation on the head"),
    "collapsed latents": (H * [1, 0.01, 0.01, 0], SOUND, ""),
    # heads that are no encoder's
    "a policy's log σ": ([-60.0, -110.0], dict(read_as="log_std"), "sigma is 0"),
    "a policy's σ for all rows": (
        np.tile(np.float32([-1, -2, 0.3]), (64, 1)),
        dict(read_as="log_std", losses=FALLING),
        "",
    ),
    "a regression": ([[-95.0, -3.0, 0.5, 1.0]], dict(losses=[3.0, INF]), "small h"),
    "softplus, small": ([[-60.0, 0.2, 1.0]], dict(read_as="softplus"), "small h"),
    "softplus, sound": ([[60.0, 0.2, 1.0]], dict(read_as="softplus"), ""),
    "raw σ": (STD, dict(read_as="std", **BROKEN), "raw variance"),
    "raw σ², sound": (np.exp(H), dict(read_as="variance", **SOUND), ""),
    # the reconstruction
    "log of zero": (H, dict(kl=KL, **PROBABILITIES, **BROKEN), "log of zero"),
    "log of zero, by softmax": (
        H,
        dict(decoded=[[1.0, 0.0, 0.0]], from_logits=False, kl=KL, **BROKEN),
        "log of zero",
    ),
    "clipped probabilities": (H, dict(**PROBABILITIES, **SOUND), ""),
}


@pytest.mark.parametrize("case", CASES)
def test_first_aid_finds_the_fault(case):
    h, given, expected = CASES[case]
    assert ", ".join(each.name for each in first_aid(h, **given)) == expected


def test_it_takes_arrays_lists_and_scalars(framework):
    for h in (LARGE, LARGE.tolist(), framework.array(LARGE), 200.0, np.float32(200)):
        assert first_aid(h, losses=[3.0, 2.0, INF])[0].name == "large h"


def test_it_takes_tensors_with_gradients_and_in_bfloat16(framework):
    h, kl = framework.array(LARGE), framework.array(np.float32([3.0, INF]))
    if hasattr(h, "requires_grad_"):
        h, kl = h.requires_grad_().bfloat16(), kl.requires_grad_()
    elif tf.is_tensor(h):
        h, kl = tf.Variable(tf.cast(h, tf.bfloat16)), tf.keras.Variable(kl)
    else:
        h = h.astype("bfloat16")
    for losses in ([kl[0], kl[1]], kl):
        found = first_aid(h, kl=kl, losses=losses)
        assert found[0].name == "large h"
        assert "1 of 256 values of σ² are infinite in bfloat16" in found[0].evidence


def test_each_finding_leads_to_a_leaf_of_the_page():
    page = (ROOT / "docs/practice/nan.md").read_text()
    anchors = set(re.findall(r"\{ #([\w-]+) \}", page)) | {
        title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)", page, re.M)
    }
    names = {name for *_, expected in CASES.values() for name in expected.split(", ")}
    assert {name.lower().replace(" ", "-") for name in names if name} <= anchors


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"h": 1.0, "read_as": "sigma"}, "read_as is 'sigma'"),
        ({"h": []}, r"shape \(0,\)"),
    ],
)
def test_what_it_refuses(given, message):
    with pytest.raises(ValueError, match=message):
        first_aid(**given)
