"""A fault is planted in a copy of a healthy site, and the build stops and names it.

The untouched copy builds (``test_the_healthy_site_builds``), so a build that stops is due to the fault.
"""

import shutil

import pytest

from tests.site.sample_site import (
    INDEX,
    KEPT,
    NOTEBOOK,
    change_claims,
    edit,
    measure,
    press,
    run_notebook,
)
from tests.site.site import build, read, run

pytestmark = pytest.mark.slow
ANOTHER_DAY = """
import runpy, sys, time_machine
time_machine.travel("2031-05-06 07:08").start()
sys.argv = ["mkdocs", "build", "--quiet", "--strict"]
runpy.run_module("mkdocs", run_name="__main__")
"""


def bytes_of(site):
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def test_the_healthy_site_builds(healthy, copy):
    """Elsewhere and on another day it is the same to the last byte."""
    for made in ("docs/generated", "site"):
        shutil.rmtree(copy / made)
    assert run(copy, "-c", ANOTHER_DAY) == (0, "")
    assert bytes_of(copy / "site") == bytes_of(healthy / "site")


def test_data_that_is_not_mnist_is_named(copy):
    edit(copy, "data_set.py", "MNIST", "scikit-learn digits")
    measure(copy)
    assert press(copy) == (0, "")
    page = read(copy / "site", "index.md").get_text()
    assert "Measured on scikit-learn digits, not on MNIST" in page


MISTAKES = {  # what an author writes, and what the build says of it
    '{{ claim("tall-sum") }}': "index.md: unknown claim 'tall-sum'",
    '{{ claim("small-sum") }}': "'small-sum' is already stated on index.md",
    '{{ constant("1.5", " ") }}': "constant('1.5', ' ') needs a number and its reason",
    '{{ number("small-sum", "half") }}': "claim 'small-sum' has no part 'half'",
    '{{ interval("small-sum") }}': "claim 'small-sum', part '', has no interval",
    '{{ figure("gone", "Its caption.") }}': "unknown figure 'gone'",
    "[a page](gone.md)": "'gone.md'",
    "[a section](other.md#third)": "'#third'",
}


def test_all_mistakes_of_a_page_are_named_at_once(copy):
    edit(copy, INDEX, "See", "\n\n".join([*MISTAKES, "See"]))
    edit(copy, "docs/other.md", "Text.", '{{ claim("small-mean") }}')
    edit(copy, "press/figures/small.py", "A frame.", "")
    status, said = build(copy / "site", copy)
    assert status != 0
    assert "Traceback" not in said
    for named in (
        *MISTAKES.values(),
        "other.md: claim 'small-mean' belongs to index.md",
        "figure 'small-figure': ValueError: no docstring",
    ):
        assert named in said


def test_a_claim_that_no_page_states_is_named(copy):
    edit(copy, INDEX, '{{ claim("small-mean") }}', "A mean.")
    status, said = build(copy / "site", copy)
    assert status != 0
    assert "claim 'small-mean' is stated nowhere: index.md must" in said


ACCEPTED = {"one is lost": {"holds": True, "parts": {}}}
SNIPPET, OF_NOTEBOOK = "snippets/sums.py", "build/evidence/notebook.json"
EDITS = [  # file, old, new, what the build says: faults that end it
    (INDEX, "sums.py:total", "sums.py:gone", "Error: Snippet section 'gone'"),
    (INDEX, "$a^2", r"$\frac{a", "index.md: wrong formula"),
    (INDEX, "{{ claim(", "{{ clam(", "index.md: 'clam' is undefined"),
    (INDEX, "See", "<script>go()</script>\n\nSee", "unknown inline script: go()"),
    ("press/figures/small.py", 'claims["small-mean"]', "claims[0]", "KeyError: 0"),
    (KEPT, '"estimate": 3.0', '"estimate": 4.0', f"{KEPT} is not as it was written"),
    (SNIPPET, "sum(numbers)", "sum([*numbers])", f"tests/test_sums.py: {SNIPPET} changed"),
    (OF_NOTEBOOK, "Small notebook", "Tall notebook", f"{OF_NOTEBOOK} is not as it was"),
    (NOTEBOOK, "The formula", "A formula", f"{OF_NOTEBOOK}: {NOTEBOOK} changed"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "named"), EDITS)
def test_a_broken_site_is_red(copy, file, old, new, named):
    edit(copy, file, old, new)
    status, output = build(copy / "site", copy)
    assert status != 0
    assert "Traceback" not in output
    assert named in output


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda claim: claim.update(holds=False), "small-sum does not hold"),
        (lambda claim: claim.update(controls=ACCEPTED), "accepts the planted fault"),
    ],
)
def test_a_claim_that_is_refuted_is_red(copy, damage, named):
    change_claims(copy, lambda claims: damage(claims["small-sum"]))
    status, output = build(copy / "site", copy)
    assert status != 0
    assert named in output


DRAWING = "from matplotlib import pyplot\npyplot.subplots()\n\n\ndef total"
CELLS = [  # file, old, new, what is said when the notebook is run
    (SNIPPET, "def total", "1 / 0\n\n\ndef total", "ZeroDivision"),
    (SNIPPET, "def total", "import snippets\n\n\ndef total", "No module named 'snippets'"),
    (SNIPPET, "def total", DRAWING, 'its fence needs alt="…"'),
    (NOTEBOOK, ":total", ":gone", "Snippet section 'gone'"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "named"), CELLS)
def test_a_broken_notebook_is_red(copy, file, old, new, named):
    edit(copy, file, old, new)
    status, output = run_notebook(copy)
    assert status == 1
    assert named in output
