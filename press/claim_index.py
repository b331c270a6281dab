"""The evidence that a build prints, and the page that states each claim."""

import functools
import json
import logging

from evidence import results
from evidence.files import write
from evidence.store import Damaged
from evidence.syntax import source

LOG = logging.getLogger("press")  # a warning stops a strict build
pages = {}  # of this build: id of a claim -> the page that states it


@functools.cache
def measured():
    """(states of all claim files, what is current of them as evidence.json has it). Read once per build."""
    states = results.states()
    current = [state for state in states if not state.changed]
    return states, results.merged(current)


def refresh():
    """Read the evidence again, for a new build; return why pages may not be built from it, one line per reason."""
    measured.cache_clear()
    pages.clear()
    try:
        states, _ = measured()
    except Damaged as fault:
        return [str(fault)]
    return [f"{state.line}: run `make evidence`" for state in states if state.reasons]


def published():
    """What may be printed, as evidence.json has it: what was measured on today's sources."""
    return measured()[1]


def publish(site):
    """Write evidence.json into the folder ``site``."""
    text = json.dumps(published(), ensure_ascii=False, indent=1, allow_nan=False)
    write(site / "evidence.json", text + "\n")


def without_result():
    """Id of each claim that has no result → the words that are printed in its place."""
    every = {name for state in measured()[0] for name in source(state.path).claims}
    claims = published()["claims"]
    faults = {name: claims[name]["fault"] for name in claims if "fault" in claims[name]}
    return dict.fromkeys(every - claims.keys(), "being measured") | faults


def data_sets():
    """The names of the data sets that were used."""
    files = published()["files"].values()
    names = {file["data"].rpartition(" ")[0] for file in files if "data" in file}
    return " and ".join(sorted(names)) or "MNIST"


def provenance_of(name):
    """How the file of a claim was measured: commit, versions, hardware, date."""
    file = published()["claims"][name]["test"].partition("::")[0]
    return published()["files"][file]["provenance"]


def last_provenance():
    """The same of the file that was measured last; {} if nothing was."""
    every = (file["provenance"] for file in published()["files"].values())
    return max(every, key=lambda each: each["date"], default={})


def look_up(name, page):
    """The claim, or None if it is being measured. Warns if there is no such claim."""
    claims = published()["claims"]
    if name not in claims and name not in without_result():
        LOG.warning(
            f"{page}: unknown claim {name!r}: no test of that name wrote evidence"
        )
    return claims.get(name)


def stated_on(name, page):
    """The claim, which ``page`` states. Warns if it belongs to another page or is stated twice."""
    claim = look_up(name, page)
    if claim and claim["page"] != page:
        LOG.warning(f"{page}: claim {name!r} belongs to {claim['page']}")
    if name in pages:
        LOG.warning(f"{page}: claim {name!r} is already stated on {pages[name]}")
    pages[name] = page
    return claim


def warn_of_unstated():
    """Warn of the claims that no page states."""
    claims = published()["claims"]
    for name in sorted(claims.keys() - pages.keys()):
        LOG.warning(f"claim {name!r} is stated nowhere: {claims[name]['page']} must")
