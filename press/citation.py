"""What CITATION.cff says of the site, for everything that names its authors, version and licence."""

import functools

import yaml

from evidence.files import ROOT

FILE = ROOT / "CITATION.cff"
# The file names the code's.
TEXT_LICENSE = "https://creativecommons.org/licenses/by/4.0/"


@functools.cache
def about():
    """The fields of CITATION.cff."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def commit_of(made):
    """How a citation names the commit at which evidence was measured."""
    return f"commit {made['commit'][:10]}" if made["clean"] else "uncommitted changes"


def bibtex(made, address):
    """How to cite the site at ``address`` with its evidence, ``made`` as provenance says."""
    date = made["date"][:10]
    return f"""@misc{{why_log_variance_{date[:4]},
  title        = {{Why log $\\sigma^2$? Why a variational autoencoder learns the logarithm of the variance}},
  author       = {{{{The authors of Why log $\\sigma^2$?}}}},
  year         = {{{date[:4]}}},
  howpublished = {{\\url{{{address}}}}},
  note         = {{Version {about()["version"]}, {commit_of(made)}, evidence of {date}}}
}}"""
