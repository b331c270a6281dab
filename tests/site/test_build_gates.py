"""Each gate closes: a fault is planted in a copy of a healthy site, and the build says so.

The copy builds while it is untouched (``test_the_healthy_site_builds``), so a red build is due to the fault alone.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from evidence.process import cores
from tests.site.sample_site import (
    INDEX,
    KEPT,
    NOTEBOOK,
    build_all,
    change_claims,
    edit,
    measure,
    press,
    run_notebook,
)
from tests.site.site import read, run

pytestmark = pytest.mark.slow
CLAIM = '{{ claim("small-sum") }}'
ALT = "A frame for {number(evidence, 'small-mean', 'half')} %."
DRAWING = "from matplotlib import pyplot\npyplot.subplots()\n\n\ndef total"


def in_file(file, old, new):
    """A fault: other text in a file."""
    return partial(edit, file=file, old=old, new=new)


def in_claim(**fields):
    """A fault: the tests found something else."""
    return partial(
        change_claims, change=lambda claims: claims["small-sum"].update(fields)
    )


def measured_too(root):
    change_claims(
        root, lambda claims: claims.update({"never-told": claims["small-sum"]})
    )


edited_by_hand = partial(edit, file=KEPT, old='"estimate": 3.0', new='"estimate": 4.0')


def cut_short(root):
    (root / KEPT).write_text((root / KEPT).read_text()[:-20])


def run_on_other_data(root):
    """The notebook was run on MNIST, and the claims are measured on digits."""
    edit(root, "data_set.py", "MNIST", "digits")
    measure(root)


def no_notebook(root):
    (root / NOTEBOOK).with_suffix(".ipynb").unlink()


def not_utf_8(root):
    (root / "docs/other.md").write_bytes(b"# Caf\xe9\n")


ACCEPTED = {"holds": True, "parts": {}}
BUILD = {  # fault: (how it is planted, what the build says)
    "section is missing": (in_file(INDEX, "sums.py:total", "sums.py:gone"), "gone"),
    "notebook output is stale": (
        in_file("snippets/sums.py", "sum(numbers)", "sum(list(numbers))"),
        "docs/tutorial/cvae.ipynb: docs/tutorial/cvae.md changed",
    ),
    "notebook run on other data than the evidence": (
        run_on_other_data,
        "docs/tutorial/cvae.ipynb: data was MNIST 0, is digits 0: run `make notebook`",
    ),
    "notebook edited by hand": (
        in_file("docs/tutorial/cvae.ipynb", "Small notebook", "Tall notebook"),
        "docs/tutorial/cvae.ipynb is not as it was written",
    ),
    "notebook is missing": (no_notebook, "docs/tutorial/cvae.ipynb is missing"),
    "page that is not UTF-8": (not_utf_8, "docs/other.md is not UTF-8: byte 5"),
    "script in a page": (
        in_file(INDEX, "See", "<script>go()</script>\n\nSee"),
        "unknown inline script: go()",
    ),
    "broken link": (in_file(INDEX, "other.md", "gone.md"), "gone.md"),
    "wrong formula": (in_file(INDEX, "$a^2", r"$\frac{a"), "index.md: wrong formula"),
    "unknown macro": (in_file(INDEX, "{{ claim(", "{{ clam("), "clam"),
    "unknown figure": (in_file(INDEX, "small-figure", "gone"), "unknown figure 'gone'"),
    "figure without alt text": (
        in_file("press/figures/small.py", ALT, ""),
        "figure 'small-figure': ValueError: alt is empty",
    ),
    "figure that cannot be drawn": (
        in_file("press/figures/small.py", "plt.subplots()[0]", 'evidence["gone"]'),
        "figure 'small-figure': KeyError",
    ),
    "claim unknown": (
        in_file(INDEX, 'claim("small', 'claim("tall'),
        "index.md: unknown claim 'tall-sum'",
    ),
    "claim used twice": (
        in_file(INDEX, CLAIM, CLAIM * 2),
        "claim 'small-sum' is already stated on index.md",
    ),
    "claim used nowhere": (
        measured_too,
        "claim 'never-told' is stated nowhere: index.md must",
    ),
    "claim on the wrong page": (
        in_claim(page="other.md"),
        "index.md: claim 'small-sum' belongs to other.md",
    ),
    "claim that failed": (
        in_claim(holds=False),
        "tests/test_sums.py: small-sum does not hold",
    ),
    "claim without a control": (
        in_claim(controls={}),
        "claim 'small-sum' has no control",
    ),
    "claim that accepts its control": (
        in_claim(controls={"one is lost": ACCEPTED}),
        "tests/test_sums.py: small-sum accepts the planted fault 'one is lost'",
    ),
    "constant without its reason": (
        in_file(INDEX, "3/2, by hand", " "),
        "index.md: constant('1.5', ' ') needs a number and its reason",
    ),
    "number of an unknown part": (
        in_file(INDEX, '{{ number("small-sum"', '{{ number("small-sum", "half"'),
        "claim 'small-sum' has no part 'half'",
    ),
    "interval of what has none": (
        in_file(INDEX, 'number("small-sum"', 'interval("small-sum"'),
        "claim 'small-sum', part '', has no interval",
    ),
    "evidence edited by hand": (edited_by_hand, f"{KEPT} is not as it was written"),
    "evidence of other sources": (
        in_file("snippets/sums.py", "sum(numbers)", "sum([*numbers])"),
        "tests/test_sums.py: snippets/sums.py changed: run `make evidence`",
    ),
    "evidence is cut short": (cut_short, f"{KEPT} is cut short or no kept file"),
}
PRESS = {  # the same, for faults that show when the notebook is run and its page is built
    "cell fails": (
        in_file("snippets/sums.py", "def total", "1 / 0\n\n\ndef total"),
        "ZeroDivision",
    ),
    "cell imports this repository": (
        in_file("snippets/sums.py", "def total", "import snippets\n\n\ndef total"),
        "No module named 'snippets'",
    ),
    "figure in a cell without alt text": (
        in_file("snippets/sums.py", "def total", DRAWING),
        'its fence needs alt="…"',
    ),
    "cell without its section": (
        in_file(NOTEBOOK, ":total", ":gone"),
        "docs/tutorial/cvae.md: snippets/sums.py has no section 'gone'",
    ),
    "Python typed into a cell": (
        in_file(NOTEBOOK, "--8<--", "1 + 1 #"),
        "a code cell holds",
    ),
}


ANOTHER_DAY = """
import runpy, sys, time_machine
time_machine.travel("2031-05-06 07:08").start()
sys.argv = ["mkdocs", "build", "--quiet", "--strict"]
runpy.run_module("mkdocs", run_name="__main__")
"""


def built_on_another_day(root):
    """The bytes of each file that a build in ``root`` gives in years to come, all that it makes made anew."""
    for made in ("docs/generated", "site"):
        shutil.rmtree(root / made)
    assert run(root, "-c", ANOTHER_DAY) == (0, "")
    return bytes_of(root / "site")


def bytes_of(site):
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def test_the_healthy_site_builds(healthy, copy):
    """Also elsewhere and on another day, and then it is the same to the last byte."""
    first, second = bytes_of(healthy / "site"), built_on_another_day(copy)
    assert {name for name in first if first[name] != second.get(name)} == set()
    assert first.keys() == second.keys()
    assert build_all([copy]) == [(0, "")]


def test_a_build_that_holds_its_day_is_red(healthy, copy):
    edit(copy, "press/hooks.py", '"SOURCE_DATE_EPOCH"', '"ANOTHER_NAME"')
    first, second = bytes_of(healthy / "site"), built_on_another_day(copy)
    assert {name for name in first if first[name] != second[name]} == {"sitemap.xml.gz"}


def test_data_that_is_not_mnist_is_named(copy):
    edit(copy, "data_set.py", "MNIST", "scikit-learn digits")
    measure(copy)
    assert press(copy) == (0, "")
    page = read(copy / "site", "index.md").get_text()
    assert "Measured on scikit-learn digits, not on MNIST" in page


@pytest.fixture(scope="module")
def printed(request, healthy, tmp_path_factory):
    """What each broken copy gave, by fault: exit status and all that was said. They are printed side by side."""
    asked = [
        item.callspec.params
        for item in request.session.items
        if "printed" in item.fixturenames
    ]
    folder = tmp_path_factory.mktemp("printed")

    def broken(fault):
        copy = shutil.copytree(healthy, folder / fault, symlinks=True)
        (BUILD | PRESS)[fault][0](copy)
        return copy

    copies = {params["fault"]: broken(params["fault"]) for params in asked}
    notebooks = [fault for fault in copies if fault in PRESS]
    with ThreadPoolExecutor(cores()) as pool:
        ran = pool.map(run_notebook, map(copies.get, notebooks))
        said = dict(zip(notebooks, ran, strict=True))
    red = {fault: found for fault, found in said.items() if found[0] != 0}
    rest = [fault for fault in copies if fault not in red]  # these reach MkDocs
    return red | dict(zip(rest, build_all(map(copies.get, rest)), strict=True))


@pytest.mark.parametrize("fault", [*BUILD, *PRESS])
def test_a_broken_site_is_red(printed, fault):
    status, said = printed[fault]
    assert status != 0
    assert "Traceback" not in said
    assert (BUILD | PRESS)[fault][1] in said
