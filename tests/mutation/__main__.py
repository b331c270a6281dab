"""`python -m tests.mutation` changes the code in small ways and tells how many of the changes the tests noticed.

python -m tests.mutation measure ROOM [--sample N --seed S] [--shard K/N]
python -m tests.mutation keep            what was measured becomes docs/evidence/mutation.json
python -m tests.mutation changed BASE    only functions that differ from those of a commit, in minutes
"""

import argparse
import sys

from evidence.store import Damaged
from tests.mutation import measure, project, record
from tests.mutation.score import AT_LEAST, score

MINUTES = 4  # for all that a pull request changed


def shard(text):
    """(2, 4) for "2/4"."""
    k, _, n = text.partition("/")
    if not (k.isdigit() and n.isdigit() and 1 <= int(k) <= int(n)):
        raise argparse.ArgumentTypeError(f"{text!r}; expected K/N, such as 2/4")
    return int(k), int(n)


def told(tried):
    """Prints the mutants that stayed alive, and the score; gives whether it is high enough."""
    counted = [each for each in tried if each["outcome"] != "equivalent"]
    alive = [each for each in counted if each["outcome"] != "killed"]
    for each in alive:
        print(f"{each['outcome']}: {each['mutant']}: {each['change']}")
    killed = len(counted) - len(alive)
    share = score(killed, len(counted))
    print(f"{killed} of {len(counted)} mutants were killed: {100 * share:.1f} %")
    return share >= AT_LEAST


def changed(base):
    """Measure what a pull request changed; whether it is high enough. What finds no time is measured weekly."""
    rooms = {
        room: only for room, only in measure.changed_functions(base).items() if only
    }
    tried = []
    for room, only in rooms.items():
        found = measure.measure(room, only=only, seconds=60 * MINUTES / len(rooms))
        tried += found["tried"]
        print(f"{room}: {len(found['tried'])} of {found['mutants']} mutants tried")
    return told(tried)


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("measure")
    one.add_argument("room", choices=project.ROOMS)
    one.add_argument("--shard", type=shard, default=(1, 1), metavar="K/N")
    one.add_argument("--sample", type=int)
    one.add_argument("--seed", type=int, default=0)
    commands.add_parser("keep")
    commands.add_parser("changed").add_argument("base")
    asked = parser.parse_args()
    if asked.command == "measure":
        found = measure.measure(asked.room, asked.shard, asked.sample, asked.seed)
        measure.save(found)
        told(found["tried"])
        return True
    if asked.command == "keep":
        return told(
            [
                {"mutant": name, **each}
                for name, each in record.keep().content["tried"].items()
            ]
        )
    return changed(asked.base)


if __name__ == "__main__":
    try:
        sys.exit(not main())
    except (Damaged, OSError, ValueError) as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit("stopped; nothing was kept")
