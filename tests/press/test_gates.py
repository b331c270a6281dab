"""Each gate closes: a fault is planted in a copy of a healthy site, and the build or the check says so.

The copy builds while it is untouched (``test_the_healthy_site_builds``), so a red build is due to the fault alone.
"""

import contextlib
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.press.browser import opened, problems_of, serve
from tests.press.lint import faults
from tests.press.scratch import (
    PROVENANCE,
    build,
    change_claims,
    edit,
    evidence_of,
    measure,
    press,
)
from tests.press.site import copied, images_without_alt, read, run, run_copied
from tests.runs import cores

INDEX, NOTEBOOK = "docs/index.md", "docs/tutorial/cvae.md"
CLAIM = '{{ claim("small-sum") }}'
DRAWING = "from matplotlib import pyplot\npyplot.subplots()\n\n\ndef total"


def in_file(file, old, new):
    """A fault: other text in a file."""
    return partial(edit, file=file, old=old, new=new)


def in_claim(**fields):
    """A fault: the tests found something else."""
    return partial(
        change_claims, change=lambda claims: claims["small-sum"].update(fields)
    )


def unmeasured(root):
    change_claims(root, dict.clear)


def measured_too(root):
    change_claims(
        root, lambda claims: claims.update({"never-told": claims["small-sum"]})
    )


def edited_by_hand(root):
    evidence = json.loads(evidence_of(root).read_text())
    evidence["claims"]["small-sum"]["parts"][""]["estimate"] = 4.0
    evidence_of(root).write_text(json.dumps(evidence))


def cut_short(root):
    evidence_of(root).write_text(evidence_of(root).read_text()[:-20])


def no_evidence(root):
    evidence_of(root).unlink()


def no_notebook(root):
    (root / NOTEBOOK).with_suffix(".ipynb").unlink()


def benchmark_cut_short(root):
    (root / "docs/evidence/benchmark.json").write_text('{"rows": [')


ACCEPTED = {"holds": True, "parts": {}}
BUILD = {  # fault: (how it is planted, what the build says)
    "snippet file is missing": (in_file(INDEX, "sums.py:", "gone.py:"), "gone.py"),
    "section is missing": (in_file(INDEX, "sums.py:total", "sums.py:gone"), "gone"),
    "notebook output is stale": (
        in_file("snippets/sums.py", "sum(numbers)", "sum(list(numbers))"),
        "docs/tutorial/cvae.ipynb was run on other sources",
    ),
    "notebook is missing": (no_notebook, "docs/tutorial/cvae.ipynb is missing"),
    "broken link": (in_file(INDEX, "other.md", "gone.md"), "gone.md"),
    "broken anchor": (in_file(INDEX, "#second", "#third"), "#third-section"),
    "wrong formula": (in_file(INDEX, "$a^2", r"$\frac{a"), "index.md: wrong formula"),
    "unknown TeX command": (
        in_file(INDEX, "$a^2", r"$\foo"),
        "index.md: wrong formula",
    ),
    "unknown macro": (in_file(INDEX, "{{ claim(", "{{ clam("), "clam"),
    "unknown figure": (in_file(INDEX, "small-figure", "gone"), "unknown figure 'gone'"),
    "figure without alt text": (
        in_file("press/figures/small.py", "An empty frame.", ""),
        "figure 'small-figure': alt is empty",
    ),
    "figure that cannot be drawn": (
        in_file("press/figures/small.py", "plt.subplots()[0]", 'evidence["gone"]'),
        "figure 'small-figure': KeyError",
    ),
    "claim unknown": (unmeasured, "index.md: unknown claim 'small-sum'"),
    "claim used twice": (
        in_file(INDEX, CLAIM, CLAIM * 2),
        "claim 'small-sum' is already stated on index.md",
    ),
    "claim used on two pages": (
        in_file("docs/other.md", "Text.", CLAIM),
        "claim 'small-sum' belongs to index.md",
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
        "claim 'small-sum' does not hold: One and two",
    ),
    "claim without a control": (
        in_claim(controls={}),
        "claim 'small-sum' has no control",
    ),
    "claim that accepts its control": (
        in_claim(controls={"one is lost": ACCEPTED}),
        "claim 'small-sum': its check accepts the planted fault 'one is lost'",
    ),
    "claim whose test file is gone": (
        in_claim(test="tests/test_gone.py::test_small_sum"),
        "evidence.md' contains a link 'source/tests/test_gone.py.txt",
    ),
    "claim whose check is gone": (
        in_claim(test="tests/test_sums.py::test_gone"),
        "tests/test_sums.py has no function 'test_gone'",
    ),
    "constant without its reason": (
        in_file(INDEX, "3/2, by hand", " "),
        "index.md: constant('1.5', ' ') needs a number and its reason",
    ),
    "constant without a number": (
        in_file(INDEX, '"1.5"', '"half"'),
        "index.md: constant('half', '3/2, by hand') needs a number and its reason",
    ),
    "number of an unknown claim": (
        in_file(INDEX, '{{ number("small', '{{ number("tall'),
        "index.md: unknown claim 'tall-sum'",
    ),
    "number of an unknown part": (
        in_file(INDEX, '{{ number("small-sum"', '{{ number("small-sum", "half"'),
        "claim 'small-sum' has no part 'half'",
    ),
    "interval of what has none": (
        in_file(INDEX, 'number("small-sum"', 'interval("small-sum"'),
        "claim 'small-sum', part None, has no interval",
    ),
    "evidence edited by hand": (
        edited_by_hand,
        "evidence.json is not as the tests wrote it",
    ),
    "evidence of other sources": (
        in_file("snippets/session.pycon", ">>> from", ">>> import math\n>>> from"),
        "evidence.json was measured on other sources",
    ),
    "evidence is missing": (
        no_evidence,
        "evidence.json is missing or cut short: run `make evidence`",
    ),
    "evidence is cut short": (
        cut_short,
        "evidence.json is missing or cut short: run `make evidence`",
    ),
    "benchmark is cut short": (
        benchmark_cut_short,
        "evidence.md: docs/evidence/benchmark.json is missing or cut short: run `make benchmark`",
    ),
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
    "cell without its snippet file": (
        in_file(NOTEBOOK, "sums.py", "gone.py"),
        "docs/tutorial/cvae.md: snippets/gone.py does not exist",
    ),
    "cell without its section": (
        in_file(NOTEBOOK, ":total", ":gone"),
        "docs/tutorial/cvae.md: snippets/sums.py has no section 'gone'",
    ),
    "Python typed into a cell": (
        in_file(NOTEBOOK, "--8<--", "1 + 1 #"),
        "a code cell holds",
    ),
    "broken link in a cell": (in_file(NOTEBOOK, "other.md", "gone.md"), "gone.md"),
    "broken anchor in a cell": (
        in_file(NOTEBOOK, "#second", "#third"),
        "#third-section",
    ),
    "wrong formula in a cell": (
        in_file(NOTEBOOK, "$c^2$", r"$\frac{c$"),
        "tutorial/cvae.ipynb: wrong formula",
    ),
}


def test_the_healthy_site_builds(copy):
    assert press(copy) == (0, "")


def test_data_that_is_not_mnist_is_named(copy):
    evidence = json.loads(evidence_of(copy).read_text(encoding="utf-8"))
    evidence["data"]["name"] = "scikit-learn digits"
    evidence_of(copy).write_text(json.dumps(evidence), encoding="utf-8")
    assert press(copy) == (0, "")
    page = read(copy / "site", "index.md").get_text()
    assert "Measured on scikit-learn digits, not on MNIST" in page


def test_a_repository_adds_a_way_into_colab_and_no_request(copy, browser):
    repository = "repo_url: https://github.com/someone/why"
    edit(copy, "mkdocs.yml", "INHERIT: real.yml", f"INHERIT: real.yml\n{repository}")
    assert press(copy) == (0, "")
    links = read(copy / "site", "tutorial/cvae.ipynb").find_all("a", href=True)
    notebook = "someone/why/blob/gh-pages/tutorial/cvae/cvae.ipynb"
    assert (copy / "site/tutorial/cvae/cvae.ipynb").is_file()
    assert any(link["href"].endswith(f"/github/{notebook}") for link in links)
    (check,) = checks_of(copy)
    commit = PROVENANCE["commit"]
    file = "tests/test_sums.py#L1"
    assert check == f"https://github.com/someone/why/blob/{commit}/{file}"
    with opened_of(browser, copy / "site", "/tutorial/cvae/") as tab:
        assert problems_of(tab) == []


@contextlib.contextmanager
def opened_of(browser, site, address):
    """A tab that shows a page of a small site."""
    with serve(site) as origin, opened(browser, origin, address) as tab:
        yield tab


def checks_of(root):
    """Where the rows of the evidence page lead to their checks."""
    links = read(root / "site", "evidence.md").select("tr[id] a")
    return [link["href"] for link in links if link.string == "its check"]


def test_a_repository_that_lacks_what_was_measured_is_not_linked_to(copy):
    assert len(checks_of(copy)) == 1
    published = checks_of(copy)
    evidence = json.loads(evidence_of(copy).read_text(encoding="utf-8"))
    evidence["provenance"]["clean"] = False
    evidence_of(copy).write_text(json.dumps(evidence), encoding="utf-8")
    edit(copy, "mkdocs.yml", "nav:", "repo_url: https://github.com/someone/why\nnav:")
    assert press(copy) == (0, "")
    assert checks_of(copy) == published
    assert (copy / "site/source/tests/test_sums.py.txt").is_file()


@pytest.fixture(scope="module")
def printed(request, healthy, tmp_path_factory):
    """What each broken copy gave, by fault: exit status and all that was said. They are printed side by side."""
    asked = [
        item.callspec.params
        for item in request.session.items
        if "printed" in item.fixturenames
    ]
    folder = tmp_path_factory.mktemp("printed")

    def break_and_print(fault):
        copy = shutil.copytree(healthy, folder / fault, symlinks=True)
        if fault in BUILD:
            BUILD[fault][0](copy)
            return build(copy / "site", copy)
        PRESS[fault][0](copy)
        return press(copy)

    with ThreadPoolExecutor(cores()) as pool:
        faults = [params["fault"] for params in asked]
        return dict(zip(faults, pool.map(break_and_print, faults), strict=True))


@pytest.mark.parametrize("fault", [*BUILD, *PRESS])
def test_a_broken_site_is_red(printed, fault):
    status, said = printed[fault]
    assert status != 0
    assert (BUILD | PRESS)[fault][1] in said


def test_a_constant_tells_its_reason(healthy, browser):
    """A reader sees that it was typed; why shows on focus, and is there for a screen reader all the time."""
    (constant,) = read(healthy / "site", "index.md").select(".constant")
    assert constant.get_text() == "1.5 (not measured: 3/2, by hand)"
    with opened_of(browser, healthy / "site", "/") as tab:
        assert problems_of(tab) == []
        reason = tab.page.locator(".constant-reason")
        assert reason.bounding_box()["width"] <= 1
        tab.page.locator(".constant").focus()
        assert reason.bounding_box()["width"] > 50


def doctest(root):
    return run(root, "-m", "pytest", "-q", "snippets")


def test_doctests_that_hold_are_green(healthy):
    status, said = doctest(healthy)
    assert status == 0
    assert "2 passed" in said


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("sums.py", "    3\n", "    4\n"), ("session.pycon", "\n3.5\n", "\n3.6\n")],
)
def test_a_doctest_output_that_no_longer_holds_is_red(copy, file, old, new):
    edit(copy, f"snippets/{file}", old, new)
    status, said = doctest(copy)
    assert status == 1
    assert re.search(rf"FAILED snippets/\S*{file}", said)
    assert "1 failed, 1 passed" in said


def rebuilt(root):
    """The site's folder after a build that sees nothing wrong."""
    status, said = press(root)
    assert status == 0, said
    return root / "site"


def test_code_that_runs_is_green(healthy, tmp_path):
    blocks = copied(read(healthy / "site", "index.md"))
    assert [block.split("(")[0] for block in blocks] == ["def total", "total"]
    assert run_copied(blocks, tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "total([1.5, 2])",
            "totals([1.5, 2])",
            "NameError: name 'totals' is not defined",
        ),
        (">>> total(", ">>> import snippets\n>>> total(", "No module named 'snippets'"),
    ],
)
def test_a_block_that_no_longer_runs_is_red(copy, tmp_path, old, new, message):
    edit(copy, "snippets/session.pycon", old, new)
    measure(copy)
    blocks = copied(read(rebuilt(copy), "index.md"))  # the build does not see it
    (empty := tmp_path / "empty").mkdir()
    status, said = run_copied(blocks, empty)
    assert status == 1
    assert message in said


IMAGES_WITHOUT_ALT = (
    "![](assets/dot.svg)",
    '<img src="../assets/dot.svg">',
    '<img src="../assets/dot.svg" alt=" ">',
    '<svg role="img" width="9" height="9"></svg>',
)


def test_an_image_without_alt_text_is_red(copy):
    assert images_without_alt(read(copy / "site", "other.md")) == []
    edit(copy, "docs/other.md", "Text.", "\n\n".join(IMAGES_WITHOUT_ALT))
    found = images_without_alt(read(rebuilt(copy), "other.md"))
    assert len(found) == len(IMAGES_WITHOUT_ALT)


@pytest.fixture(scope="module")
def seen(healthy, browser, tmp_path_factory):
    """What the browser finds wrong with a page whose text is replaced (in the built page: no build is needed)."""

    def problems(planted):
        site = tmp_path_factory.mktemp("seen") / "site"
        shutil.copytree(healthy / "site", site)
        edit(site, "other/index.html", "<p>Text.</p>", planted)
        with opened_of(browser, site, "/other/") as tab:
            return problems_of(tab)

    return problems


def test_a_good_page_is_green(seen):
    assert seen("<p>Text.</p>") == []


@pytest.mark.parametrize(
    ("planted", "problem"),
    [
        (
            '<img alt="x" src="https://example.org/x.png">',
            "off the site: https://example.org/x.png",
        ),
        (
            '<script src="//example.org/x.js"></script>',
            "request off the site: http://example.org",
        ),
        (
            "<script>fetch('https://example.org')</script>",
            "off the site: https://example.org/",
        ),
        (
            "<style>@import 'https://example.org/x';</style>",
            "off the site: https://example.org/x",
        ),
        ('<img alt="x" src="gone.png">', "console error: Failed to load resource"),
        ("<script>console.error('oh')</script>", "console error: oh"),
        ("<script>oh()</script>", "script error: oh is not defined"),
        ('<div style="width: 2000px">x</div>', "light: horizontal overflow: content "),
        ('<div style="width: 500px">x</div>', "phone: horizontal overflow: content "),
        ("<button></button>", "phone: axe button-name"),
        (
            '<p style="color: #ccc; background: #fff">too faint</p>',
            "light: axe color-contrast",
        ),
        (
            '<style>[data-md-color-scheme="slate"] b {color: #333}</style><b>faint</b>',
            "dark: axe color-contrast",
        ),
        ('<img src="../assets/dot.svg">', "light: axe image-alt"),
    ],
)
def test_a_bad_page_is_red(seen, planted, problem):
    assert any(problem in found for found in seen(planted)), seen(planted)


def test_good_sources_are_green(healthy):
    assert faults(healthy) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            INDEX,
            '--8<-- "sums.py:total"',
            "x = 1",
            "docs/index.md: Python is typed here: x = 1",
        ),
        (
            INDEX,
            "# Small",
            "~~~py\nx = 1\n~~~\n\n# Small",
            "Python is typed here: x = 1",
        ),
        (
            INDEX,
            "See",
            "``` { .python }\nx = 1\n```\n\nSee",
            "Python is typed here: x = 1",
        ),
        (
            INDEX,
            "See",
            "- a\n\n    ```pycon\n    >>> 1\n    ```\n\nSee",
            "typed here: >>> 1",
        ),
        (INDEX, "See", "```text\nimport os\n```\n\nSee", "typed here: import os"),
        (INDEX, "See", "Text\n\n    import os\n\nSee", "typed here: import os"),
        (INDEX, "See", "Text\n\n    x = 1\n\nSee", "typed here: x = 1"),
        (INDEX, "See", "<pre>x = 1</pre>\n\nSee", "typed here: <pre>"),
        (
            INDEX,
            "# Small site",
            "Small site",
            "docs/index.md: there is no heading of level 1",
        ),
        (
            INDEX,
            '{{ constant("1.5", "3/2, by hand") }}',
            "1.5",
            "Half of it is 1.5.",
        ),
        (INDEX, "Its caption.", "It is 12 nats.", "a number is typed here: "),
        (NOTEBOOK, "The formula", "Over 12 %. The formula", "docs/tutorial/cvae.md: a"),
        (INDEX, "![a dot]", "![]", "docs/index.md: no alt text: ![](assets/dot.svg)"),
        (INDEX, "![a dot]", '<img src="x"> ![a dot]', 'no alt text: <img src="x">'),
        (
            INDEX,
            "sums.py:total",
            "sums.py:sum",
            "docs/index.md: snippets/sums.py has no section 'sum'",
        ),
        (
            INDEX,
            "sums.py:total",
            "gone.py:total",
            "snippets/gone.py has no section 'total'",
        ),
        (
            INDEX,
            "sums.py:total",
            "sums.py",
            'docs/index.md: not a named section: --8<-- "sums.py"',
        ),
        (
            "snippets/sums.py",
            "[end:total]",
            "[end:totals]",
            "section 'total' is opened, not closed",
        ),
        (
            "snippets/sums.py",
            "def",
            "# --8<-- [start:a]\n# --8<-- [end:a]\ndef",
            "section 'a' is used by no page",
        ),
        (
            "snippets/sums.py",
            "[start:total]",
            "[start:b]",
            "section 'total' is closed, not opened",
        ),
    ],
)
def test_bad_sources_are_red(copy, file, old, new, fault):
    edit(copy, file, old, new)
    assert any(fault in found for found in faults(copy)), faults(copy)
