"""docs/evidence/mutation.json: what became of the mutants that were last measured, and of which functions they were."""

import importlib.metadata
import json

from evidence import store
from evidence.files import ROOT
from evidence.fingerprint import changes
from evidence.provenance import provenance
from tests.mutation import project
from tests.mutation.score import interval, score

PLACE = ROOT / "docs/evidence/mutation.json"
OF = {"record": "mutation"}
ADVICE = "run `make mutants`"


def room_of(shards):
    """What the record says of one room, from what its shards found."""
    tried = [each for shard in shards for each in shard["tried"]]
    counted = [each for each in tried if each["outcome"] != "equivalent"]
    killed = sum(each["outcome"] == "killed" for each in counted)
    low, high = interval(killed, len(counted))
    first = shards[0]
    return {
        "mutants": first["mutants"],
        "sample": first["sample"],
        "seed": first["seed"],
        "tried": len(tried),
        "equivalent": len(tried) - len(counted),
        "killed": killed,
        "score": score(killed, len(counted)),
        "low": low,
        "high": high,
        **max((shard["made"] for shard in shards), key=lambda made: made["date"]),
    }


def is_of(rooms, function):
    """Whether a function is of one of these rooms."""
    return function.partition("/")[0] in rooms


def from_shards(found, before=None):
    """The Kept of all shards that were measured; a room without one stays as it is in the record before.

    Raises ValueError where a shard of a room is missing.
    """
    rooms, inputs = {}, {}
    for shard in found:
        rooms.setdefault(shard["room"], []).append(shard)
        inputs |= shard["functions"]
    for room, shards in rooms.items():
        there, (_, n) = sorted(each["shard"][0] for each in shards), shards[0]["shard"]
        if there != [*range(1, n + 1)]:
            raise ValueError(
                f"{room}: shards {there} were measured, expected are 1 to {n}"
            )
    made = provenance()
    made["versions"] |= {"mutmut": importlib.metadata.version("mutmut")}
    told = {room: room_of(shards) for room, shards in rooms.items()}
    tried = {
        each["mutant"]: {k: v for k, v in each.items() if k != "mutant"}
        for shard in found
        for each in shard["tried"]
    }
    if before:
        told = before.content["rooms"] | told
        tried |= {
            name: each
            for name, each in before.content["tried"].items()
            if not is_of(rooms, each["function"])
        }
        inputs |= {
            function: is_now
            for function, is_now in before.inputs.items()
            if not is_of(rooms, function)
        }
    content = {
        "rooms": dict(sorted(told.items())),
        "tried": dict(sorted(tried.items())),
    }
    return store.Kept(OF, dict(sorted(inputs.items())), content, made)


def keep():
    """Keep what the shards in build/mutation found."""
    paths = sorted(project.FOLDER.glob("*-of-*.json"))
    kept = from_shards([json.loads(path.read_text()) for path in paths], read())
    store.keep(PLACE, kept)
    return kept


def read():
    """The Kept of the record, or None where there is none. Raises Damaged."""
    return store.read(PLACE, OF)


def functions_now(kept):
    """The functions of the rooms on record, as they stand."""
    found = {}
    for room in kept.content["rooms"]:
        found |= project.functions(room)
    return found


def not_measured(kept):
    """Functions that changed since, are new or are gone; a line each."""
    return [*changes(kept.inputs, functions_now(kept))]


def standing(kept):
    """(killed, counted) of the mutants whose function is as it was when they were measured."""
    now = functions_now(kept)
    counted = [
        each["outcome"]
        for each in kept.content["tried"].values()
        if each["outcome"] != "equivalent"
        and now.get(each["function"]) == kept.inputs[each["function"]]
    ]
    return counted.count("killed"), len(counted)


def states():
    """A line where there is a record and functions are not as they were measured; said without mutmut."""
    kept = read()
    stale = not_measured(kept) if kept else []
    if not stale:
        return []
    more = f" and {len(stale) - 2} more" * (len(stale) > 2)
    told = ", ".join(stale[:2])
    return [
        f"docs/evidence/mutation.json: {len(stale)} of {len(kept.inputs)} functions are not as they were measured ({told}{more}): {ADVICE}"
    ]
