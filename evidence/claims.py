"""A claim: one sentence on one page, a check, and the planted faults that the check must reject.

    @claim("The sentence on the page.", page="question.md", of=right_thing, controls={"a fault": wrong_thing})
    def test_some_claim(thing):
        return exact(measure(thing), expected)

The claim's id is the function's name in kebab-case: some-claim. Claim and controls run the same function on
different things. What they gave is kept here and written to build/evidence.json when the session ends.
"""

import functools
import inspect
import json
import math
import pathlib
import time
from dataclasses import asdict, replace

from evidence.files import EVIDENCE, ROOT, read_json, write
from evidence.measurements import Measurement
from evidence.provenance import provenance
from evidence.sources import claims_digest, sources_hash
from lab.runs import data_set

DECLARED = set()  # ids; two checks of one name would hide each other
MEASURED = {}  # id -> what evidence.json says of the claim


def parts_of(found):
    """A check gives one Measurement, or a dict of named ones."""
    parts = found if isinstance(found, dict) else {"": found}
    if not parts or not all(isinstance(part, Measurement) for part in parts.values()):
        raise TypeError(
            f"a check returned {found!r}; expected a Measurement or a dict of them"
        )
    return parts


def described(part):
    """A part as JSON: no empty fields, no series, infinities and nan by name."""
    fields = asdict(replace(part, series={}))
    return {
        name: str(value)
        if isinstance(value, float) and not math.isfinite(value)
        else value
        for name, value in fields.items()
        if value not in (None, "", [], {})
    }


def outcome(parts):
    """Whether all parts hold, and what each measured."""
    holds = all(part.holds for part in parts.values())
    return {
        "holds": holds,
        "parts": {name: described(part) for name, part in parts.items()},
    }


def claim(statement, *, page, of, controls):
    """Declare a claim; see the module's text. `of` and the controls' values are handed to the check as they are."""
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
        source = pathlib.Path(inspect.getsourcefile(check)).relative_to(ROOT).as_posix()
        DECLARED.add(name)

        @functools.wraps(check)
        def test():
            started = time.perf_counter()
            parts = parts_of(check(of))
            found = outcome(parts)
            rejected = {
                fault: outcome(parts_of(check(thing)))
                for fault, thing in controls.items()
            }
            series = {
                key: list(map(float, line))
                for part in parts.values()
                for key, line in part.series.items()
            }
            MEASURED[name] = {
                "statement": statement,
                "page": page,
                "test": f"{source}::{check.__name__}",
                "kind": next(iter(parts.values())).kind,
                **found,
                "controls": rejected,
                "series": series,
                "seconds": round(time.perf_counter() - started, 2),
            }
            assert found["holds"], f"claim {name!r} does not hold: {found['parts']}"
            for fault, control in rejected.items():
                assert not control["holds"], (
                    f"claim {name!r}: its check accepts the fault {fault!r}"
                )

        del test.__wrapped__  # pytest would read the check's argument as a fixture
        test.claim_id = name
        return test

    return decorate


def alike(one, other):
    """Whether two sessions had the same Python, packages and device, so that one provenance tells of both."""
    return all(one[name] == other[name] for name in ("python", "versions", "device"))


def record():
    """Write what was measured to build/evidence.json, beside what earlier sessions found of the same sources and data."""
    earlier = read_json(EVIDENCE) or {}
    measured_on = {"sources": sources_hash(), "data": data_set()}
    same = all(earlier.get(name) == value for name, value in measured_on.items())
    same = same and alike(earlier["provenance"], provenance())
    kept = earlier.get("claims", {}) if same else {}
    claims = {**kept, **MEASURED}
    evidence = {
        **measured_on,
        "provenance": provenance(),
        "digest": claims_digest(claims),
        "claims": dict(sorted(claims.items())),
    }
    write(
        EVIDENCE,
        json.dumps(evidence, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
    )
