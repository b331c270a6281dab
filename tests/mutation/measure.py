"""Runs mutants of a room, and writes down what became of each: build/mutation/<room>.json, or one a shard."""

import json
import random
import re
import subprocess
import time

from evidence.files import ROOT, write
from evidence.provenance import checkout, now
from tests.mutation import plugin, project
from tests.mutation.score import is_equivalent, outcome

QUICK = 1.0  # s


def drawn(names, sample, seed):
    """A random sample of names, or all where it is not smaller than that; the same for the same seed."""
    if not sample or sample >= len(names):
        return list(names)
    return random.Random(seed).sample(sorted(names), sample)


def change_of(folder, mutant):
    """What a mutant changes, as one line: the old lines, an arrow, the new ones."""
    said = project.mutmut(folder, "show", mutant)
    old = re.findall(r"^-(?!--)\s*(.*)", said, re.MULTILINE)
    new = re.findall(r"^\+(?!\+\+)\s*(.*)", said, re.MULTILINE)
    return f"{' '.join(old)} → {' '.join(new)}"


def run(folder, chosen, seconds=None):
    """Outcome of each of these mutants that ran, and of those that were not killed what they change; ValueError where none ran.

    Quick tests are tried first on all of them, slow ones on what is left: most mutants die within seconds.
    """
    started, left, found = time.monotonic(), chosen, {}
    for quick in (QUICK, 0):
        room = seconds and max(1.0, seconds - time.monotonic() + started)
        said = project.mutmut(
            folder,
            *("run", "--max-children", "1", *left),
            seconds=room,
            **{plugin.QUICK: str(quick)},
        )
        codes = project.exit_codes(folder)
        found |= {
            name: outcome(codes[name]) for name in left if codes[name] is not None
        }
        left = [name for name in left if found.get(name) != "killed"]
        if not found and not seconds:
            failed = folder / "mutants" / plugin.FAILED
            because = (
                f"these fail as the code is:\n{failed.read_text()}"
                if failed.is_file()
                else f"mutmut said:\n{said[-3000:]}"
            )
            raise ValueError(f"no mutant was run; {because}")
        if not left or (seconds and time.monotonic() - started >= seconds):
            break
    alive = [name for name in found if found[name] != "killed"]
    return found, {name: change_of(folder, name) for name in alive}


def measure(room, shard=(1, 1), sample=None, seed=0, only=None, seconds=None):
    """Measure the k-th of n shards of a sample, of all functions or of `only` some; what is to be written down."""
    files = only and {name.partition("::")[0] for name in only}
    folder = project.prepare(room, files)
    names = project.generate(folder)
    of = {name: project.function_of(name) for name in names}
    wanted = [name for name in names if only is None or of[name] in only]
    k, n = shard
    chosen = drawn(wanted, sample, seed)[k - 1 :: n]
    outcomes, changes = run(folder, chosen, seconds) if chosen else ({}, {})
    tried = [
        {
            "mutant": name,
            "function": of[name],
            "outcome": "equivalent"
            if is_equivalent(of[name], changes.get(name, ""))
            else found,
            **({"change": changes[name]} if name in changes else {}),
        }
        for name, found in sorted(outcomes.items())
    ]
    return {
        "room": room,
        "mutants": len(wanted),
        "sample": len(wanted) if not sample else min(sample, len(wanted)),
        "seed": seed,
        "shard": [k, n],
        "made": {**checkout(), "date": now()},
        "functions": project.functions(room),
        "tried": tried,
    }


def save(found):
    """Write one shard's findings down."""
    k, n = found["shard"]
    path = project.FOLDER / f"{found['room']}-{k}-of-{n}.json"
    write(path, json.dumps(found, ensure_ascii=False, indent=1))
    return path


def changed_functions(base):
    """Functions of each room that differ from those at a commit, by room. Raises ValueError where there is none."""
    asked = ["git", "rev-parse", "--quiet", "--verify", f"{base}^{{commit}}"]
    if subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode:
        raise ValueError(f"BASE is {base!r}; expected a commit of this repository")
    found = {}
    for room in project.ROOMS:
        now = project.functions(room)
        names = {name.partition("::")[0] for name in now}
        then = {}
        for name in sorted(names):
            done = subprocess.run(
                ["git", "show", f"{base}:{name}"],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 0:
                then |= project.functions_of(name, done.stdout)
        found[room] = {name for name in now if then.get(name) != now[name]}
    return found
