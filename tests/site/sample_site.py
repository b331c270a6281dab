"""A small site with one of each thing a fault can be planted in: claim, number, figure, formula, code, notebook."""

import copy
import shutil

from evidence import store
from evidence.files import ROOT
from tests.site.site import build, run

INDEX, NOTEBOOK = "docs/index.md", "docs/tutorial/cvae.md"
FILES = {
    "mkdocs.yml": """\
INHERIT: real.yml
nav: [index.md, other.md, tutorial/cvae.ipynb, evidence.md]
hooks: [press/hooks.py]
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
    "docs/evidence.md": """\
# Evidence

Measured: {{ provenance() }}.

{{ evidence_table() }}
""",
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
from evidence.claims import claim
from evidence.measurements import bound, exact, statistical
from snippets.sums import total

SAMPLES = [1.01234 + step / 6000 for step in range(12001)]
RESOLVES = 0.1
LEAST = -60.0


@claim(
    "One and two are three.",
    page="index.md",
    of=total,
    controls={"one is lost": max},
)
def test_small_sum(total):
    return exact(total([1, 2]), 3)  # σ


@claim(
    "The *mean* of $x$ is about two.",
    page="index.md",
    of=(SAMPLES, -51.23456),
    controls={
        "one is lost": (SAMPLES, -70.0),
        "all are moved": ([each - 1 for each in SAMPLES], -51.23456),
    },
)
def test_small_mean(thing):
    samples, half = thing
    return {
        "all": statistical(samples, 2.0, RESOLVES, unit="nats", seeds=[0]),
        "half": bound(half, at_least=LEAST, unit="%"),
    }
""",
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin"]\n',
    "pyproject.toml": """\
[tool.evidence]
claims = "tests/test_*.py"

[tool.evidence.inputs]
"snippets/sums.py" = "data_set:inputs"
""",
    "data_set.py": "def inputs():\n    return {'data': 'MNIST 0'}\n",
    "press/figures/small.py": """\
from press.figures import figure


@figure()
def small_figure(axes, claims):
    '''A frame.'''
    axes.set(title=len(claims["small-mean"]["parts"]))
""",
}
KEPT = "build/evidence/tests.test_sums.json"


def change_claims(root, change):
    """Let the tests have found something else: ``change`` edits the dict of claims in place, and it is sealed as the tests would."""
    path = root / KEPT
    found = copy.deepcopy(store.read(path))
    change(found.content["claims"])
    path.unlink()
    store.keep(path, found)


def measure(root):
    """As `make evidence`, in one process: the claim is measured."""
    status, said = run(root, "-m", "pytest", "-q", "-m", "claim", "tests")
    assert status == 0, said


def edit(root, file, old, new):
    """Replace ``old``, which must be there, in a file."""
    text = (root / file).read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


def run_notebook(root):
    return run(root, "-m", "press.notebook.run")


def press(root):
    """Make notebook and site as `make site` does; the first exit status that is not 0, and what was said."""
    status, said = run_notebook(root)
    return (status, said) if status else build(root / "site", root)


def make(root):
    """The healthy site, with everything that the real one is printed with."""
    without_cache = shutil.ignore_patterns("__pycache__")
    for room in ("press", "evidence"):
        shutil.copytree(ROOT / room, root / room, ignore=without_cache)
    for figures in (root / "press" / "figures").glob("[a-z]*.py"):
        if figures.stem != "state":
            figures.unlink()
    shutil.copy(ROOT / "mkdocs.yml", root / "real.yml")
    for name in ("requirements.txt", "CITATION.cff", "docs/assets"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (root / name).parent.mkdir(exist_ok=True)
        copy(ROOT / name, root / name)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    measure(root)
    status, said = press(root)
    assert status == 0, f"the healthy site does not build:\n{said}"
