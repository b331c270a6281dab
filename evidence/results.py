"""All that was measured: one kept file for each test file that declares claims."""

import math
from dataclasses import dataclass

from evidence import store
from evidence.faults import faults
from evidence.files import ROOT, read_json, relative, sha256
from evidence.fingerprint import changes, claim_inputs, key_of
from evidence.settings import settings
from evidence.syntax import sentence, source


def claim_files():
    """The test files that declare claims."""
    files = sorted(ROOT.glob(settings()["claims"]))
    return [path for path in files if source(path).claims]


def place_of(path):
    """Where the evidence of a test file is kept."""
    flat = relative(path).removesuffix(".py").replace("/", ".")
    return ROOT / settings()["store"] / f"{flat}.json"


def subject(path):
    """The `of` of what is kept of a test file."""
    return {"claims of": relative(path)}


def kept(path):
    """What is kept of a test file, current or not, or None. Raises Damaged."""
    return store.read(place_of(path), subject(path))


def orphans():
    """(path, a line with the reason) of what is kept of test files that are gone, or declare no claim any more."""
    expected = {place_of(path) for path in claim_files()}
    for path in sorted((ROOT / settings()["store"]).glob("*.json")):
        of = (read_json(path) or {}).get("of", {})
        if path not in expected and "claims of" in of:
            reason = f"{of['claims of']} declares no claim any more"
            yield path, f"{relative(path)}: {reason}"


@dataclass(frozen=True)
class State:
    """Of one test file: what is kept with today's sentences, what changed since it was measured, and which claims failed."""

    path: object
    kept: store.Kept | None
    changed: list[str]
    failed: list[str]

    @property
    def reasons(self):
        """Why it is not current; none if it is."""
        return [*self.changed, *self.failed]

    @property
    def line(self):
        return f"{relative(self.path)}: {'; '.join(self.reasons)}"


def seconds_of(state):
    """How long the claims of a file took when they were last measured; infinite if that is unknown."""
    if state.kept is None:
        return math.inf
    return sum(claim["seconds"] for claim in state.kept.content["claims"].values())


def state(path):
    """The State of a test file. Raises Damaged, or SyntaxError if some code is no Python."""
    found = kept(path)
    if found is None:
        return State(path, None, ["not measured yet"], [])
    now = claim_inputs(path, found.content["used"])
    changed = [*changes(found.inputs, now)] or [*reworded(path, found.content)]
    claims = found.content["claims"].items()
    failed = [fault for name, claim in claims for fault in faults(name, claim)]
    return State(path, found, changed, failed)


def reworded(path, content):
    """Give what is kept today's sentences; yield a line for each that states what was not measured."""
    for name, mark in source(path).claims.items():
        try:
            stated = sentence(mark, content["texts"].__getitem__)
        except KeyError as code:
            yield f"{name} states {code}, which was not measured"
        else:
            content["claims"][name]["statement"] = stated


def states():
    return [state(path) for path in claim_files()]


def merged(found):
    """Results that are not stale, as evidence.json has them: claims by id, and for each file how it was measured."""
    claims, files = {}, {}
    for each in found:
        file, inputs = relative(each.path), each.kept.inputs
        files[file] = {"key": key_of(inputs), "provenance": each.kept.made}
        if "data" in inputs:
            files[file]["data"] = inputs["data"]
        marks = source(each.path).claims
        for name, claim in each.kept.content["claims"].items():
            test = f"{file}::test_{name.replace('-', '_')}"
            claims[name] = claim | {"test": test, "line": marks[name].lineno}
    return {
        "files": dict(sorted(files.items())),
        "claims": dict(sorted(claims.items())),
        "digest": sha256(store.canonical(claims)),
    }
