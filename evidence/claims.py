"""A claim: one sentence on one page, a check, and the planted faults that the check must reject.

    @claim("The sentence on the page.", page="question.md", of=right_thing, controls={"a fault": wrong_thing})
    def test_some_claim(thing):
        return exact(measure(thing), expected)

The claim's id is the function's name in kebab-case: some-claim. Claim and controls run the same function on
different things. What they return is collected here; `evidence.pytest_plugin` stores it when a file's claims are done.
"""

import functools
import math
import time
import unittest

from evidence.faults import faults
from evidence.measurements import Measurement
from evidence.not_measured import NotMeasured

DECLARED = set()  # ids; of two checks with one name, one would replace the other
MEASURED = {}  # id -> the claim as evidence.json has it, and `lacks` (see NotMeasured)


def parts_of(found):
    """The named Measurements that a check returned; a single one has the name \"\". Raises TypeError for anything else."""
    parts = found if isinstance(found, dict) else {"": found}
    if not parts or not all(isinstance(part, Measurement) for part in parts.values()):
        raise TypeError(
            f"a check returned {found!r}; expected a Measurement or a dict of them"
        )
    return parts


def described(part):
    """A part as JSON: no empty fields, no series, infinities and nan by name."""
    fields = vars(part) | {"seeds": [*part.seeds], "series": None}
    return {
        name: str(value)
        if isinstance(value, float) and not math.isfinite(value)
        else value
        for name, value in fields.items()
        if value not in (None, "", [], {})
    }


def outcome(parts):
    """Whether all parts hold, and what was measured for each."""
    return {
        "holds": all(part.holds for part in parts.values()),
        "parts": {name: described(part) for name, part in parts.items()},
    }


def measured(check, of, controls):
    """What a check found of the right thing and of the planted faults, as JSON."""
    parts = parts_of(check(of))
    rejected = {
        fault: outcome(parts_of(check(thing))) for fault, thing in controls.items()
    }
    return {
        "kind": next(iter(parts.values())).kind,
        **outcome(parts),
        "controls": rejected,
        "series": {
            key: [*map(float, line)]
            for part in parts.values()
            for key, line in (part.series or {}).items()
        },
    }


def without_result(fault, holds):
    """What is in the evidence for a claim whose check returned nothing."""
    return {"holds": holds, "fault": fault, "parts": {}, "controls": {}, "series": {}}


def claim(statement, *, page, of, controls):
    """Declare a claim; see the module's docstring. The check gets `of`, and each value of `controls`, as its argument.

    Raises ValueError if there is no control, if the statement has no full stop, or if another check has this name.
    """
    if not controls:
        raise ValueError(
            f"the claim {statement!r} has no control: nothing shows that its check can fail"
        )
    if not statement.endswith("."):
        raise ValueError(
            f"the claim {statement!r} is not a sentence: it lacks its full stop"
        )

    def decorate(check):
        name = check.__name__.removeprefix("test_").replace("_", "-")
        if name in DECLARED:
            raise ValueError(f"two checks are called {name!r}")
        DECLARED.add(name)

        @functools.wraps(check)
        def test():
            started = time.perf_counter()
            try:
                found = measured(check, of, controls)
            except NotMeasured as reason:
                found = without_result(str(reason), None) | {"lacks": reason.lacks}
            except BaseException as fault:  # pytest.skip raises no Exception
                found = without_result(f"{type(fault).__name__}: {fault}", False)
                raise
            finally:
                seconds = round(time.perf_counter() - started, 2)
                about = {"statement": statement, "page": page}
                MEASURED[name] = about | found | {"seconds": seconds}
            if found["holds"] is None:
                raise unittest.SkipTest(found["fault"])
            why = [*faults(name, found)]
            assert not why, f"{'; '.join(why)}: {found['parts']}"

        del test.__wrapped__  # pytest would read the check's argument as a fixture
        test.claim_id = name
        return test

    return decorate
