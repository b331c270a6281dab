"""A small site with one of each thing a fault can be planted in: claim, number, figure, formula, code, notebook."""

import json
import pathlib
import shutil

from evidence.files import ROOT
from evidence.sources import claims_digest
from lab.runs import cores
from tests.press.site import build, run

INDEX, NOTEBOOK = "docs/index.md", "docs/tutorial/cvae.md"
FILES = {
    "mkdocs.yml": """\
INHERIT: real.yml
nav: [index.md, other.md, tutorial/cvae.ipynb, evidence.md]
""",
    INDEX: """\
# Small site

{{ claim("small-sum") }} It is {{ number("small-sum") }}, and $a^2 = b$.
Half of it is {{ constant("1.5", "3/2, by hand") }}.

- {{ claim("small-mean") }}
  It is {{ number("small-mean", "all") }} nats, or {{ interval("small-mean", "all") }}; of one half {{ number("small-mean", "half") }} %.

See [another page](other.md#second-section), and ![a dot](assets/dot.svg).

{{ figure("small-figure", "Its caption: " ~ number("small-mean", "half") ~ " %.") }}

```python
--8<-- "sums.py:total"
```

```pycon
--8<-- "session.pycon:use"
```
""",
    "docs/other.md": "# Another page\n\n## Second section\n\nText.\n",
    "docs/assets/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    NOTEBOOK: """\
# Small notebook

The formula $c^2$, [a page](../other.md#second-section).

```python
--8<-- "sums.py:total"
```
""",
    "snippets/__init__.py": "",
    "snippets/sums.py": '''\
# --8<-- [start:total]
def total(numbers):
    """Add them.

    >>> total([1, 2])
    3
    """
    return sum(numbers)


# --8<-- [end:total]
''',
    "snippets/session.pycon": """\
>>> from snippets.sums import total

# --8<-- [start:use]
>>> total([1.5, 2])
3.5

# --8<-- [end:use]
""",
    "tests/test_sums.py": """\
def test_small_sum(total):
    return total([1, 2])  # σ


def test_small_mean(total):
    return total([1, 3]) / 2
""",
    "press/figures/small.py": """\
import matplotlib.pyplot as plt

from press.figures import figure, number


@figure("small-figure", alt=lambda evidence: f"A frame for {number(evidence, 'small-mean', 'half')} %.")
def small_figure(evidence):
    return plt.subplots()[0]
""",
}
CLAIM = {
    "statement": "One and two are three.",
    "page": "index.md",
    "test": "tests/test_sums.py::test_small_sum",
    "kind": "exact",
    "holds": True,
    "parts": {
        "": {"kind": "exact", "holds": True, "estimate": 3.0, "expected": 3.0, "n": 1}
    },
    "controls": {"one is lost": {"holds": False, "parts": {}}},
    "series": {},
}
MEAN = {
    "statement": "The *mean* of $x$ is about two.",
    "page": "index.md",
    "test": "tests/test_sums.py::test_small_mean",
    "kind": "statistical",
    "holds": True,
    "parts": {
        "all": {
            "kind": "statistical",
            "holds": True,
            "estimate": 2.01234,
            "unit": "nats",
            "low": 1.98,
            "high": 2.05,
            "expected": 2.0,
            "n": 12000,
            "false_fail": 1e-4,
            "false_pass": 1e-2,
            "resolves": 0.1,
            "seeds": [0],
        },
        "half": {
            "kind": "bound",
            "holds": True,
            "estimate": -51.23456,
            "unit": "%",
            "expected": "at least -60",
        },
    },
    "controls": {
        "one is lost": {
            "holds": False,
            "parts": {
                "all": {"kind": "bound", "holds": True, "estimate": 2.0},
                "half": {"kind": "bound", "holds": False, "estimate": -70.0},
            },
        }
    },
    "series": {},
}
CLAIMS = {"small-mean": MEAN, "small-sum": CLAIM}
PROVENANCE = {
    "commit": "0" * 40,
    "clean": True,
    "python": "3",
    "versions": {},
    "device": "CPU",
    "date": "2000-01-01",
}


def evidence_of(root):
    return root / "build" / "evidence.json"


def write_evidence(root, claims, sources):
    """As the tests write it: with a digest that fits."""
    data = {"name": "MNIST"}
    evidence = {"sources": sources, "data": data, "provenance": PROVENANCE}
    evidence["claims"] = claims
    evidence["digest"] = claims_digest(claims)
    evidence_of(root).write_text(json.dumps(evidence))


def change_claims(root, change):
    """Let the tests have found something else: ``change`` edits the dict of claims in place."""
    evidence = json.loads(evidence_of(root).read_text())
    change(evidence["claims"])
    write_evidence(root, evidence["claims"], evidence["sources"])


def measure(root):
    """What `make evidence` would find: the claim holds, of the sources as they are."""
    status, sources = run(
        root, "-c", "from evidence.sources import *; print(sources_hash())"
    )
    assert status == 0, sources
    write_evidence(root, CLAIMS, sources.strip())


def edit(root, file, old, new):
    """Replace ``old``, which must be there, in a file."""
    text = (root / file).read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


def run_notebook(root):
    return run(root, "-m", "press.notebook")


def press(root):
    """Make notebook and site as `make site` does; the first exit status that is not 0, and what was said."""
    status, said = run_notebook(root)
    return (status, said) if status else build(root / "site", root)


def build_all(roots):
    """Exit status of each build, and all that it said; side by side, and without the seconds that importing takes."""
    script = str(pathlib.Path(__file__).with_name("build_sites.py"))
    status, said = run(ROOT, "-P", script, str(cores()), *map(str, roots))
    assert status == 0, said
    return [tuple(result) for result in json.loads(said)]


def rebuilt(root):
    """The site's folder after a build that sees nothing wrong."""
    status, said = press(root)
    assert status == 0, said
    return root / "site"


def make(root):
    """The healthy site, with everything that the real one is printed with."""
    without_cache = shutil.ignore_patterns("__pycache__")
    for room in ("press", "evidence"):
        shutil.copytree(ROOT / room, root / room, ignore=without_cache)
    for figures in (root / "press" / "figures").glob("[a-z]*.py"):
        if figures.stem != "state":
            figures.unlink()
    shutil.copy(ROOT / "mkdocs.yml", root / "real.yml")
    for name in (
        "pyproject.toml",
        "conftest.py",
        "requirements.txt",
        "docs/assets",
        "docs/evidence.md",
        "docs/evidence",
    ):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (root / name).parent.mkdir(exist_ok=True)
        copy(ROOT / name, root / name)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    evidence_of(root).parent.mkdir()
    measure(root)
    status, said = press(root)
    assert status == 0, f"the healthy site does not build:\n{said}"
    return root
