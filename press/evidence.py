"""The evidence that the tests wrote, and whether the pages may stand on it."""

from mkdocs.plugins import get_plugin_logger

from evidence.files import EVIDENCE, read_json
from evidence.sources import claims_digest, sources_hash
from press.digits import shown

LOG = get_plugin_logger("press")  # a warning stops a strict build


def read():
    """The dict of build/evidence.json, or None where there is none."""
    return read_json(EVIDENCE)


def rejected(control):
    """Whether the check said no to a planted fault, as it must."""
    return not control["holds"]


def number_shown(part):
    """The number of one part. A bound has no interval: four digits, unless it is a whole number."""
    digits = 4 if part["kind"] == "bound" else 6
    return shown(part["estimate"], part.get("low"), part.get("high"), digits)


def value(part):
    """The number of one part, with its unit."""
    return f"{number_shown(part)} {part.get('unit', '')}".strip()


def fault_of(evidence):
    """None where pages may stand on this evidence, else one line that says what is wrong."""
    if evidence is None:
        fault = "is missing or cut short"
    elif evidence.get("sources") != sources_hash():
        fault = "was measured on other sources"
    elif evidence.get("digest") != claims_digest(evidence["claims"]):
        fault = "is not as the tests wrote it"
    else:
        return None
    return f"build/evidence.json {fault}: run `make evidence`"


class Ledger:
    """Which claim stands on which page, during one build."""

    def __init__(self):
        self.claims = {}
        self.provenance = {}
        self.data = "MNIST"
        self.pages = {}

    def open(self):
        """Read the evidence anew; report every claim that may not be printed."""
        self.pages = {}
        evidence = read()
        self.claims = evidence["claims"] if evidence else {}
        self.provenance = evidence.get("provenance", {}) if evidence else {}
        self.data = evidence.get("data", {}).get("name") if evidence else "MNIST"
        for name, claim in self.claims.items():
            if not claim["holds"]:
                LOG.warning(f"claim {name!r} does not hold: {claim['statement']}")
            if not claim["controls"]:
                LOG.warning(f"claim {name!r} has no control")
            for fault, control in claim["controls"].items():
                if not rejected(control):
                    LOG.warning(
                        f"claim {name!r}: its check accepts the planted fault {fault!r}"
                    )

    def get(self, name, page):
        """The claim, or None (reported) where there is no such claim."""
        if name not in self.claims:
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
