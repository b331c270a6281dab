"""The mechanism of claims: planted false claims turn red, and evidence is what was measured."""

import json
import math

import numpy as np
import pytest

from evidence import claims
from evidence.measurements import bound


@pytest.fixture(autouse=True)
def apart(monkeypatch):
    """Keep what is planted here out of the session's own claims."""
    monkeypatch.setattr(claims, "DECLARED", set())
    monkeypatch.setattr(claims, "MEASURED", {})


def declare(check, of, *faults, statement="It is so."):
    """The test function of a claim whose check is ``check``."""

    def test_planted_sentence(thing):
        return check(thing)

    controls = {f"planted {fault}": fault for fault in faults}
    declared = claims.claim(statement, page="p.md", of=of, controls=controls)
    return declared(test_planted_sentence)


def small(thing):
    return bound(thing, at_most=1)


def two_parts(thing):
    return {"idle": bound(1, 0), "small": small(thing)}


ACCEPTS = "planted-sentence accepts the planted fault 'planted 2'"
FAILS = "planted-sentence does not hold"
FALSE = {  # a false claim: its check, the thing checked, what the failure says
    "it is false": (small, 3, FAILS),
    "it is not a number": (small, math.nan, FAILS),
    "a part is false": (two_parts, 3, FAILS),
    "a limit is widened until all passes": (lambda thing: bound(thing, 0), 1, ACCEPTS),
    "its check looks at nothing": (lambda thing: bound(1, 0), 1, ACCEPTS),
    "no result": (lambda thing: None, 1, "a check returned None"),
    "no part": (lambda thing: {}, 1, "a check returned {}"),
    "a truth value": (lambda thing: True, 1, "a check returned True"),
}


@pytest.mark.parametrize("fault", FALSE)
def test_a_false_claim_turns_red(fault):
    check, of, message = FALSE[fault]
    with pytest.raises((AssertionError, TypeError), match=message):
        declare(check, of, 2)()


def test_a_declaration_is_a_sentence_with_a_control_and_a_name_of_its_own():
    with pytest.raises(ValueError, match="has no control"):
        declare(small, 1)
    with pytest.raises(ValueError, match="lacks its full stop"):
        declare(small, 1, 2, statement="It is so")
    declare(small, 1, 2)
    with pytest.raises(ValueError, match="two checks are called 'planted-sentence'"):
        declare(small, 1, 2)


def test_what_was_measured_is_on_record_as_json_of_any_reader():
    """No NaN and no Infinity, which Python's writer would let through and a browser rejects."""

    def check(thing):
        return bound(thing, at_least=0, series={"line": np.arange(2)})

    declare(check, math.inf, math.nan, -math.inf)()
    found = claims.MEASURED["planted-sentence"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found.pop("seconds") >= 0
    part = {"kind": "bound", "estimate": "inf", "expected": "at least 0"}
    controls = {
        f"planted {number}": {
            "holds": False,
            "parts": {"": part | {"holds": False, "estimate": number}},
        }
        for number in ("nan", "-inf")
    }
    assert found == {
        "statement": "It is so.",
        "page": "p.md",
        "kind": "bound",
        "holds": True,
        "parts": {"": part | {"holds": True}},
        "controls": controls,
        "series": {"line": [0, 1]},
    }


def test_a_check_that_raises_is_on_record_as_failed():
    with pytest.raises(ZeroDivisionError):
        declare(lambda thing: 1 / thing, 0, 1)()
    found = claims.MEASURED["planted-sentence"]
    assert found["holds"] is False
    assert found["fault"] == "ZeroDivisionError: division by zero"
    assert found["parts"] == found["controls"] == found["series"] == {}
