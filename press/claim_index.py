"""The evidence that the tests wrote, and whether the pages may stand on it."""

import functools
import json
import logging

from evidence import results
from evidence.files import relative, write
from evidence.not_measured import NotMeasured
from evidence.store import Damaged
from press.formatting import shown

LOG = logging.getLogger("press")  # a warning stops a strict build


@functools.cache
def taken():
    """The states of all test files, and what may be printed: what is of today's sources. Read once a build."""
    states = results.states()
    return states, results.merged([state for state in states if not state.stale])


def read():
    """What may be printed, as evidence.json has it."""
    return taken()[1]


def publish(site):
    """Write it into the folder ``site``, for programs."""
    text = json.dumps(read(), ensure_ascii=False, indent=1, allow_nan=False)
    write(site / "evidence.json", text + "\n")


def waiting():
    """Ids of the claims that are not measured yet, or not of the sources as they are."""
    stale = (state.path for state in taken()[0] if state.stale)
    return {name for path in stale for name in results.declared(path)}


def rejected(control):
    """Whether the check said no to a planted fault, as it must."""
    return not control["holds"]


def number_shown(part):
    """The number of one part. Without an interval it has four digits, unless it is a whole number."""
    return shown(part["estimate"], part.get("low"), part.get("high"), digits=4)


def value(part):
    """The number of one part, with its unit."""
    return f"{number_shown(part)} {part.get('unit', '')}".strip()


class Available(dict):
    """Claims by id; one that has no result says so, by NotMeasured."""

    def __init__(self, claims, reasons):
        super().__init__({name: claims[name] for name in claims.keys() - reasons})
        self.reasons = reasons

    def __missing__(self, name):
        if name in self.reasons:
            raise NotMeasured(self.reasons[name])
        raise KeyError(name)


def without_result():
    """Id of each claim that has no result → what stands in its place."""
    found = dict.fromkeys(waiting(), "being measured")
    return found | {
        name: claim["fault"]
        for name, claim in read()["claims"].items()
        if "fault" in claim
    }


def available():
    """What figures are drawn from: as `read` gives it, and a claim without result says so when it is asked for."""
    return read() | {"claims": Available(read()["claims"], without_result())}


def faults():
    """Why pages may not stand on the evidence, a line each; none where they may. Reads it anew."""
    taken.cache_clear()
    try:
        states, _ = taken()
    except Damaged as fault:
        return [str(fault)]
    return [
        f"{relative(state.path)}: {'; '.join(state.reasons)}: run `make evidence`"
        for state in states
        if state.reasons
    ]


def data_sets(evidence):
    """Names of the data sets that claims were measured on."""
    found = (file["data"] for file in evidence["files"].values() if "data" in file)
    return {data.rpartition(" ")[0] for data in found}


class Ledger:
    """Which claim stands on which page, during one build."""

    def __init__(self):
        self.claims = {}
        self.files = {}
        self.data = "MNIST"
        self.absent = {}
        self.pages = {}

    def open(self):
        """Take the evidence; report every claim that may not be printed."""
        self.pages = {}
        evidence = read()
        self.claims, self.files = evidence["claims"], evidence["files"]
        self.absent = without_result()
        self.data = " and ".join(sorted(data_sets(evidence))) or "MNIST"
        for name, claim in self.claims.items():
            if claim["holds"] and not claim["controls"]:
                LOG.warning(f"claim {name!r} has no control")

    def made(self, claim):
        """How the claim's file was measured: commit, versions, hardware, date."""
        return self.files[claim["test"].partition("::")[0]]["provenance"]

    @property
    def provenance(self):
        """That of the file which was measured last; {} where nothing was."""
        made = (file["provenance"] for file in self.files.values())
        return max(made, key=lambda each: each["date"], default={})

    def get(self, name, page):
        """The claim, or None: it is being measured, or (reported) there is no such claim."""
        if name not in self.claims and name not in self.absent:
            LOG.warning(
                f"{page}: unknown claim {name!r}: no test of that name wrote evidence"
            )
        return self.claims.get(name)

    def state(self, name, page):
        """Note that ``page`` states the claim; it may do so once, and only its own page may."""
        claim = self.get(name, page)
        if claim and claim["page"] != page:
            LOG.warning(f"{page}: claim {name!r} belongs to {claim['page']}")
        if name in self.pages:
            LOG.warning(
                f"{page}: claim {name!r} is already stated on {self.pages[name]}"
            )
        self.pages[name] = page
        return claim

    def close(self):
        """Report the claims that no page states."""
        for name in sorted(self.claims.keys() - self.pages.keys()):
            LOG.warning(
                f"claim {name!r} is stated nowhere: {self.claims[name]['page']} must"
            )


LEDGER = Ledger()
