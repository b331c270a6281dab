"""The mechanism of claims: planted false claims turn red, and evidence is what was measured."""

import contextlib
import json
import math
from functools import partial

import numpy as np
import pytest

from evidence import claims
from evidence.measurements import bound, equivalence, exact, statistical

PAGE = "question.md"


@pytest.fixture(autouse=True)
def apart(monkeypatch):
    """Keep what is planted here out of the session's own claims."""
    monkeypatch.setattr(claims, "DECLARED", {})
    monkeypatch.setattr(claims, "MEASURED", {})


def declare(check, of, controls, statement="It is so.", name="test_planted_sentence"):
    """The test function of a claim whose check is ``check``."""

    def test(thing):
        return check(thing)

    test.__name__ = name
    return claims.claim(statement, page=PAGE, of=of, controls=controls)(test)


def near(value, slack=1e-6):
    return partial(bound, at_least=value - slack, at_most=value + slack)


# Checks, each with the thing that passes it.


def kl(mean, variance):
    return 0.5 * (mean**2 + variance - 1 - math.log(variance))


def kl_agrees(formula):
    return near(kl(0.7, 0.3))(formula(0.7, 0.3))


def divisor_agrees(divisor):
    squares = np.random.default_rng(2).normal(0, 1, (20_000, 5)).var(axis=1) * 5
    return statistical(squares / divisor(5), 1.0, resolves=0.05)


def seeds_agree(seeds):
    """Two trainings that differ by noise of one nat per seed are equivalent to within three."""
    found = [np.random.default_rng(seed).normal(0, 1) for seed in seeds]
    return equivalence(found, margin=3)


def same_bits(values):
    return exact(np.float32(values), np.float32([0.1, 0.2]))


RIGHT = {  # check: what passes, what must not
    kl_agrees: (kl, lambda m, v: 2 * kl(m, v)),
    divisor_agrees: (lambda n: n - 1, lambda n: n),
    seeds_agree: (range(12), range(2)),
    same_bits: ([0.1, 0.2], [0.1, 0.3]),
}
ACCEPTS = "accepts the planted fault 'planted'"
FALSE = {  # a false claim: its check, the thing checked, a control, what the failure says
    "a factor 2 lost": (
        kl_agrees,
        lambda m, v: kl(m, v) / 2,
        math.pow,
        "does not hold",
    ),
    "n for n - 1": (divisor_agrees, lambda n: n, lambda n: n + 1, "does not hold"),
    "a seed fixed": (seeds_agree, [0] * 12, [0, 1], "expected independent draws"),
    "too few seeds": (seeds_agree, [0, 1], [0, 2], "does not hold"),
    "not a number": (same_bits, [0.1, math.nan], [0, 0], "does not hold"),
    "a threshold widened until all passes": (
        lambda formula: near(0.5, slack=100)(formula(0.7, 0.3)),
        kl,
        lambda m, v: 2 * kl(m, v),
        ACCEPTS,
    ),
    "a check that looks at nothing": (lambda thing: bound(1, 0), 1, 2, ACCEPTS),
    "a control that is no fault": (kl_agrees, kl, kl, ACCEPTS),
    "no result": (lambda thing: None, 1, 2, "a check returned None"),
    "no part": (lambda thing: {}, 1, 2, "a check returned {}"),
    "a bare truth value": (lambda thing: True, 1, 2, "a check returned True"),
    "a part that fails": (
        lambda thing: {"good": bound(1, 0), "bad": bound(thing, 0)},
        -1,
        -2,
        "does not hold",
    ),
    "too few samples": (
        lambda n: statistical(np.random.default_rng(0).normal(0, 1, n), 0, 0.01),
        100,
        200,
        "samples resolve",
    ),
}


@pytest.mark.parametrize("check", RIGHT, ids=lambda check: check.__name__)
def test_a_true_claim_passes(check):
    of, fault = RIGHT[check]
    declare(check, of, {"planted": fault})()
    found = claims.MEASURED["planted-sentence"]
    assert found["holds"]
    assert not found["controls"]["planted"]["holds"]


@pytest.mark.parametrize("fault", FALSE)
def test_a_false_claim_turns_red(fault):
    check, of, control, message = FALSE[fault]
    with pytest.raises((AssertionError, TypeError, ValueError)) as raised:
        declare(check, of, {"planted": control})()
    assert message in str(raised.value)
    if raised.type is AssertionError:
        assert "claim 'planted-sentence'" in str(raised.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"controls": {}}, "has no control"),
        ({"statement": "It is so"}, "lacks its full stop"),
    ],
)
def test_a_declaration_is_complete(change, message):
    with pytest.raises(ValueError, match=message):
        declare(
            **{"check": kl_agrees, "of": kl, "controls": {"planted": None}} | change
        )


def test_a_name_is_used_once():
    declare(kl_agrees, kl, {"planted": 1})
    with pytest.raises(ValueError, match="two checks are called 'planted-sentence'"):
        declare(same_bits, [0.1, 0.2], {"planted": 1})


def measured(check, of, *faults):
    """What is on record of a claim after its test has run, whatever became of it."""
    claims.DECLARED.clear()
    with contextlib.suppress(AssertionError, ValueError, pytest.skip.Exception):
        declare(check, of, dict(zip(("planted", "as bad"), faults, strict=False)))()
    return claims.MEASURED["planted-sentence"]


def test_what_was_measured_is_on_record():
    found = measured(kl_agrees, kl, lambda m, v: math.nan)
    assert found["statement"] == "It is so."
    assert found["page"] == PAGE
    assert found["kind"] == "bound"
    assert found["function"] == "test_planted_sentence"
    assert found["seconds"] >= 0
    assert found["parts"][""]["estimate"] == pytest.approx(kl(0.7, 0.3))
    fields = found["parts"][""].keys()  # those that say something
    assert fields == {"kind", "holds", "estimate", "expected"}
    assert found["controls"]["planted"]["parts"][""]["estimate"] == "nan"


def test_what_is_on_record_is_json_of_any_reader():
    """No NaN and no Infinity, which Python's writer would let through and a browser rejects."""

    def check(thing):
        return bound(thing, at_least=0, series={"line": np.arange(2)})

    found = measured(check, math.inf, math.nan, -math.inf)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["parts"][""]["estimate"] == "inf"
    assert [
        found["controls"][fault]["parts"][""]["estimate"]
        for fault in ("planted", "as bad")
    ] == ["nan", "-inf"]
    assert found["series"] == {"line": [0, 1]}


def raises(thing):
    raise ValueError("no such thing")


def test_a_check_that_raises_is_on_record_as_failed():
    found = measured(raises, 1, 2)
    assert found["holds"] is False
    assert found["fault"] == "ValueError: no such thing"
    assert found["parts"] == found["controls"] == found["series"] == {}
