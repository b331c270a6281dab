"""All that was measured: one kept file for each test file that declares claims."""

import ast
import functools
import math
from dataclasses import dataclass

from evidence import store
from evidence.files import ROOT, relative
from evidence.fingerprint import changes, inputs_of, sha256
from evidence.settings import settings


def is_claim(node):
    """Whether a statement of a test file is a function under ``@claim(…)``, or ``@claims.claim(…)``."""
    marks = getattr(node, "decorator_list", [])
    calls = (mark.func for mark in marks if isinstance(mark, ast.Call))
    return any(ast.unparse(call).split(".")[-1] == "claim" for call in calls)


@functools.cache
def declared_at(path, _changed):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = (node.name for node in tree.body if is_claim(node))
    return {name.removeprefix("test_").replace("_", "-") for name in names}


def declared(path):
    """Ids of the claims that a test file declares, read without importing it."""
    return declared_at(path, path.stat().st_mtime_ns)


def claim_files():
    """The test files that declare claims."""
    return [path for path in sorted(ROOT.glob(settings()["claims"])) if declared(path)]


def place_of(path):
    """Where the evidence of a test file is kept."""
    flat = relative(path).removesuffix(".py").replace("/", ".")
    return ROOT / settings()["store"] / f"{flat}.json"


def subject(path):
    """What the evidence of a test file is of, as the store has it."""
    return {"claims of": relative(path)}


def kept(path):
    """What is kept of a test file, current or not, or None. Raises Damaged."""
    return store.read(place_of(path), subject(path))


def seconds_of(found):
    """How long claims took when they were last measured; infinite where nobody knows, so that they start first."""
    if found is None:
        return math.inf
    return sum(claim["seconds"] for claim in found.content["claims"].values())


@dataclass(frozen=True)
class State:
    """Of one test file: what is kept, why it is not of today's sources, and which claims did not come out right."""

    path: object
    kept: store.Kept | None
    stale: list[str]
    failed: list[str]

    @property
    def reasons(self):
        """Why it has to be measured; none where it is current."""
        return [*self.stale, *self.failed]


def state(path):
    """The State of a test file. Raises Damaged."""
    found = kept(path)
    if found is None:
        return State(path, None, ["not measured yet"], [])
    stale = [*changes(found.inputs, inputs_of(path))]
    return State(path, found, stale, [*failures(path, found)])


def decoration(claim):
    """The parts of a claim that none of its controls fails: nothing shows that they can."""
    failed = {
        part
        for control in claim["controls"].values()
        for part, found in control["parts"].items()
        if not found["holds"]
    }
    return [part for part in claim["parts"] if part not in failed]


def failures(path, found):
    """What is wrong with the claims of a file, though they are of the sources as they are; a line each."""
    claims = found.content["claims"]
    for name in sorted(declared(path) - claims.keys()):
        yield f"{name} is not measured"
    for name, claim in claims.items():
        if claim["holds"] is False:
            yield f"{name} does not hold"
        controls = claim["controls"].items()
        accepted = [fault for fault, control in controls if control["holds"]]
        for fault in accepted:
            yield f"{name} accepts the planted fault {fault!r}"
        for part in decoration(claim) if controls and not accepted else []:
            yield f"{name} has no planted fault that fails its part {part!r}"


def states():
    return [state(path) for path in claim_files()]


def merged(found):
    """What all files found, as evidence.json has it: claims by id, and for each file how it was made."""
    claims, files = {}, {}
    for each in found:
        if each.kept is None:
            continue
        name = relative(each.path)
        files[name] = {
            "key": store.header(each.kept)["key"],
            "provenance": each.kept.made,
        } | ({"data": each.kept.inputs["data"]} if "data" in each.kept.inputs else {})
        for identity, claim in each.kept.content["claims"].items():
            claims[identity] = {**claim, "test": f"{name}::{claim['function']}"}
            del claims[identity]["function"]
    return {
        "files": dict(sorted(files.items())),
        "claims": dict(sorted(claims.items())),
        "digest": sha256(store.canonical(claims)),
    }
