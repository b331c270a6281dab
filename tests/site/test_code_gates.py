"""Each gate closes: doctests and copied blocks of a healthy site run, and broken ones are red."""

import re

import pytest

from tests.site.sample_site import edit, measure, rebuilt
from tests.site.site import copied, read, run, run_copied


def doctest(root):
    options = ["--doctest-modules", "--doctest-glob=*.pycon"]
    return run(root, "-m", "pytest", "-q", *options, "snippets")


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


def test_code_that_runs_is_green(healthy, tmp_path):
    blocks = copied(read(healthy / "site", "index.md"))
    assert [block.split("(")[0] for block in blocks] == ["def total", "total"]
    assert run_copied({tmp_path: blocks}) == [(0, "")]


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
    [(status, said)] = run_copied({empty: blocks})
    assert status == 1
    assert message in said
