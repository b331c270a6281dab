"""All that was measured: one kept file for each test file that declares claims."""

import ast
import functools
import math
from dataclasses import dataclass, replace

from evidence import store
from evidence.faults import faults
from evidence.files import ROOT, read_json, relative
from evidence.fingerprint import (
    changes,
    claim_inputs,
    claim_mark,
    key_of,
    parsed,
    sha256,
)
from evidence.settings import settings


@functools.cache
def declared_at(path, _changed):
    return {
        node.name.removeprefix("test_").replace("_", "-"): mark
        for node in parsed(path).body
        if (mark := claim_mark(node))
    }


def declared(path):
    """Id → syntax tree of the decorator `@claim(…)`, of the claims of a test file. Raises ValueError if it is no Python."""
    return declared_at(path, path.stat().st_mtime_ns)


def claim_files():
    """The test files that declare claims."""
    return [path for path in sorted(ROOT.glob(settings()["claims"])) if declared(path)]


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
        of = (read_json(path) or {}).get("of", {}) if path not in expected else {}
        if name := of.get("claims of"):
            yield path, f"{relative(path)}: {name} declares no claim any more"


def seconds_of(found):
    """How long claims took when they were last measured; infinite if that is unknown, so that they start first."""
    if found is None:
        return math.inf
    return sum(claim["seconds"] for claim in found.content["claims"].values())


@dataclass(frozen=True)
class State:
    """Of one test file: what is kept, what changed since, which sentences did, and which claims failed."""

    path: object
    kept: store.Kept | None
    changed: list[str]
    reworded: list[str]
    failed: list[str]

    @property
    def measured_again(self):
        """Why its claims have to be measured; none if only words changed."""
        return [*self.changed, *self.failed]

    @property
    def stale(self):
        """Why what is kept is not of today's sources."""
        return [*self.changed, *self.reworded]

    @property
    def reasons(self):
        return [*self.stale, *self.failed]


def state(path):
    """The State of a test file. Raises Damaged, or ValueError if some code is no Python."""
    found = kept(path)
    if found is None:
        return State(path, None, ["not measured yet"], [], [])
    now = claim_inputs(path, found.content["used"])
    changed = [*changes(found.inputs, now)]
    claims = found.content["claims"].items()
    failed = [fault for name, claim in claims for fault in faults(name, claim)]
    return State(path, found, changed, reworded(path, found), failed)


def sentences(path):
    """Id → code of the sentence, of the claims of a test file."""
    return {name: ast.unparse(mark.args[:1]) for name, mark in declared(path).items()}


def reworded(path, found):
    """A line for each claim whose sentence has changed since it was measured."""
    then = found.content["sentences"]
    return [
        f"{name} has a new sentence"
        for name, sentence in sentences(path).items()
        if then.get(name, sentence) != sentence
    ]


def reword(path, statements):
    """Replace the sentences, {id: text}, of what is kept of a test file; what was measured stays."""
    found = kept(path)
    claims = {
        name: {**claim, "statement": statements[name]}
        for name, claim in found.content["claims"].items()
    }
    content = {**found.content, "claims": claims, "sentences": sentences(path)}
    store.keep(place_of(path), replace(found, content=content))


def states():
    return [state(path) for path in claim_files()]


def merged(found):
    """Results that are not stale, as evidence.json has them: claims by id, and for each file how it was measured."""
    claims, files = {}, {}
    for each in found:
        name = relative(each.path)
        files[name] = {
            "key": key_of(each.kept.inputs),
            "provenance": each.kept.made,
        } | ({"data": each.kept.inputs["data"]} if "data" in each.kept.inputs else {})
        for identity, claim in each.kept.content["claims"].items():
            claims[identity] = claim | {
                "test": f"{name}::{claim['function']}",
                "line": declared(each.path)[identity].lineno,
            }
            del claims[identity]["function"]
    return {
        "files": dict(sorted(files.items())),
        "claims": dict(sorted(claims.items())),
        "digest": sha256(store.canonical(claims)),
    }
