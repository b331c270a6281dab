"""The evidence that a build prints, and the index of which page states which claim."""

import functools
import json
import logging

from evidence import results
from evidence.files import relative, write
from evidence.store import Damaged

LOG = logging.getLogger("press")  # a warning stops a strict build


@functools.cache
def measured():
    """(states of all claim files, what is current of them as evidence.json has it). Read once per build."""
    states = results.states()
    return states, results.merged([state for state in states if not state.stale])


def read():
    """What may be printed, as evidence.json has it: what was measured on today's sources."""
    return measured()[1]


def publish(site):
    """Write evidence.json into the folder ``site``."""
    text = json.dumps(read(), ensure_ascii=False, indent=1, allow_nan=False)
    write(site / "evidence.json", text + "\n")


def without_result():
    """Id of each claim that has no result → the words that are printed in its place."""
    stale = (state.path for state in measured()[0] if state.stale)
    waiting = {name for path in stale for name in results.declared(path)}
    faulty = {
        name: claim["fault"]
        for name, claim in read()["claims"].items()
        if "fault" in claim
    }
    return dict.fromkeys(waiting, "being measured") | faulty


def faults():
    """Why pages may not be built from the evidence, one line per reason. Reads the evidence again."""
    measured.cache_clear()
    try:
        states, _ = measured()
    except Damaged as fault:
        return [str(fault)]
    return [
        f"{relative(state.path)}: {'; '.join(state.reasons)}: run `make evidence`"
        for state in states
        if state.reasons
    ]


class ClaimIndex:
    """The claims of one build, and the page that states each."""

    def __init__(self):
        self.claims = {}
        self.files = {}
        self.data = "MNIST"
        self.absent = {}
        self.pages = {}

    def load(self):
        """Read the evidence."""
        self.pages = {}
        evidence = read()
        self.claims, self.files = evidence["claims"], evidence["files"]
        self.absent = without_result()
        data = [file["data"] for file in self.files.values() if "data" in file]
        names = {each.rpartition(" ")[0] for each in data}
        self.data = " and ".join(sorted(names)) or "MNIST"

    def made(self, claim):
        """How the claim's file was measured: commit, versions, hardware, date."""
        return self.files[claim["test"].partition("::")[0]]["provenance"]

    @property
    def provenance(self):
        """How the file was measured that was measured last; {} if nothing was."""
        made = (file["provenance"] for file in self.files.values())
        return max(made, key=lambda each: each["date"], default={})

    def get(self, name, page):
        """The claim, or None if it is being measured. Warns if there is no such claim."""
        if name not in self.claims and name not in self.absent:
            LOG.warning(
                f"{page}: unknown claim {name!r}: no test of that name wrote evidence"
            )
        return self.claims.get(name)

    def state(self, name, page):
        """The claim, noted as stated on ``page``. Warns if it belongs to another page or is stated twice."""
        claim = self.get(name, page)
        if claim and claim["page"] != page:
            LOG.warning(f"{page}: claim {name!r} belongs to {claim['page']}")
        if name in self.pages:
            LOG.warning(
                f"{page}: claim {name!r} is already stated on {self.pages[name]}"
            )
        self.pages[name] = page
        return claim

    def warn_of_unstated(self):
        """Warn of the claims that no page states."""
        for name in sorted(self.claims.keys() - self.pages.keys()):
            LOG.warning(
                f"claim {name!r} is stated nowhere: {self.claims[name]['page']} must"
            )


CLAIM_INDEX = ClaimIndex()
