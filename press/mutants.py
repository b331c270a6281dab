"""The table of mutants on evidence.md: how many small changes of the code the tests notice, room by room."""

import math

from evidence import store
from evidence.files import ROOT
from press.formatting import shown

ROOMS = ("evidence", "lab", "snippets")
HEADS = "| room | changes | tried | the same | noticed | share | between | measured |"
LINE = "|---|--:|--:|--:|--:|--:|--:|---|"


def percent(share, whole=math.floor):
    """A share as a reader sees it, rounded down: what is not all does not look like it.

    >>> percent(0.9957), percent(1.0), percent(0.99999), percent(0.9951, math.ceil)
    ('99.5 %', '100 %', '99.9 %', '99.6 %')
    """
    return f"{whole(1000 * share) / 10:g} %"


def row(name, room):
    """One room's line; of a room that is not on record that it is not."""
    if room is None:
        return f"| `{name}/` | not measured yet | | | | | | |"
    numbers = (room[key] for key in ("mutants", "tried", "equivalent", "killed"))
    changed = "" if room["clean"] else ", with changes that are not committed"
    cells = [
        *map(shown, numbers),
        percent(room["score"]),
        f"{percent(room['low'])} and {percent(room['high'], math.ceil)}",
        f"{room['date'][:10]}, commit `{room['commit'][:10]}`{changed}",
    ]
    return f"| `{name}/` | {' | '.join(cells)} |"


def table():
    """All rooms, as Markdown."""
    kept = store.read(ROOT / "docs/evidence/mutation.json")
    rooms = kept.content["rooms"] if kept else {}
    return "\n".join([HEADS, LINE, *(row(name, rooms.get(name)) for name in ROOMS)])
