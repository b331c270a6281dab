"""Fingerprints change with whatever could change a result, and with nothing else; test_planted_changes.py has the runs."""

import ast
import json

import pytest

from evidence import results
from evidence.files import relative, sha256
from evidence.fingerprint import closure, inputs_of
from evidence.syntax import shape, source

SOURCE = '''\
"""Areas."""

import math


class Circle:
    """Round."""

    async def area(self, radius=1.5, *more, unit: str = "m²", **rest):
        """πr²."""
        return math.pi * radius**2 if radius > 0 else f"{radius!r:>{4}} {unit}"
'''


def code(text):
    return sha256(json.dumps(shape(ast.parse(text))))


SAME = {
    "a comment": SOURCE.replace("import math", "import math  # π"),
    "a module's docstring": SOURCE.replace("Areas.", "Surfaces."),
    "a function's docstring": SOURCE.replace("πr²", "By Archimedes"),
    "no docstring": SOURCE.replace('        """πr²."""\n', ""),
    "moved lines": SOURCE.replace("import math\n", "\n\nimport math\n\n"),
    "brackets that do nothing": SOURCE.replace("radius**2", "(radius**2)"),
}
OTHER = {
    "an operator": SOURCE.replace("radius**2", "radius*2"),
    "a constant": SOURCE.replace("**2", "**2.0"),
    "a default": SOURCE.replace("1.5", "1.25"),
    "a name": SOURCE.replace("unit", "units"),
    "a format": SOURCE.replace("!r", "!s"),
    "a text that is no docstring": SOURCE.replace("import math", "import math\n'2'"),
    "no more async": SOURCE.replace("async def", "def"),
    "a function moved out": SOURCE.replace("    async", "async").replace("    ", "  "),
}


@pytest.mark.parametrize("change", SAME | OTHER)
def test_only_what_runs_differently_changes_the_key(change):
    text = (SAME | OTHER)[change]
    assert text != SOURCE
    assert (code(text) == code(SOURCE)) == (change in SAME)


CLAIM = """
@claims.claim(f"It is {WIDTH:g}.", page="a.md", of=circle, controls={"a square": square})
def test_width(thing):
    return exact(thing.width, WIDTH)
"""


def test_of_a_claim_all_but_its_sentence_counts():
    assert code(CLAIM.replace("It is", "It is about")) == code(CLAIM)
    for other in (("a.md", "b.md"), ("=circle", "=ring"), ("a square", "square")):
        assert code(CLAIM.replace(*other)) != code(CLAIM)
    call = CLAIM.replace("@claims", "x = claims").replace("def test", "def other")
    assert code(call.replace("It is", "It is about")) != code(call)


def test_claims_are_found_without_importing_their_file(project):
    call = CLAIM.replace("@claims", "x = claims").replace("test_width", "test_other")
    plain = CLAIM.replace("@claims.", "@").replace("test_width", "test_full_width")
    project["test_them.py"] = plain + CLAIM + call
    project["test_plain.py"] = "def test_it(): ..."
    assert results.claim_files() == [project / "test_them.py"]
    found = source(project / "test_them.py").claims
    lines = {name: mark.lineno for name, mark in found.items()}
    assert lines == {"full-width": 2, "width": 6}


def test_the_hash_is_the_same_in_every_python():
    """Written down once, so that a Python whose syntax trees look different is seen: it would make every record stale."""
    known = "fb298f6e3cf36de090a610f406fe213f920fcf7a00d33a6450c4c906ca4a0088"
    assert code(SOURCE) == known


@pytest.fixture
def project(project):
    """A test that reaches each file of `code` by another kind of import, and none of `other`."""
    project["code/__init__.py"] = "import code.at_start"
    project["code/at_start.py"] = ""
    project["code/plain.py"] = "import code.deep.deeper"
    project["code/module.py"] = "from . import beside\nfrom .deep import sibling"
    project["code/beside.py"] = "from .. import upper"
    project["upper.py"] = "import code.far.off"
    project["code/far/__init__.py"] = "x = 2"
    project["code/far/off.py"] = ""
    project["code/late.py"] = "from code.module import something"
    project["code/deep/__init__.py"] = ""
    project["code/deep/deeper.py"] = "import code.plain  # a circle"
    project["code/deep/sibling.py"] = ""
    project["code/unused.py"] = ""
    project["test_it.py"] = (
        "import code.plain\nfrom code import late\n"
        "def test():\n    from code.module import something\n"
    )
    return project


REACHED = {
    *("code/far/__init__.py", "code/far/off.py"),
    *("test_it.py", "upper.py", "code/__init__.py", "code/at_start.py"),
    *("code/plain.py", "code/module.py", "code/beside.py", "code/late.py"),
    *("code/deep/__init__.py", "code/deep/deeper.py", "code/deep/sibling.py"),
}


def test_the_closure_follows_every_import(project):
    assert {relative(path) for path in closure(project / "test_it.py")} == REACHED


def test_versions_are_of_all_that_a_package_requires(project):
    project["test_it.py"] = "import scipy.stats, json, pytest\n"
    found = {name for name in inputs_of(project / "test_it.py") if "." not in name}
    assert found == {"python", "scipy", "numpy"}  # scipy requires numpy


def test_an_edit_is_seen_by_the_process_that_has_read_the_file(project):
    before = source(project / "code/plain.py").code
    project["code/plain.py"] = "import code.later"
    assert source(project / "code/plain.py").code != before
    assert project / "code/later.py" not in closure(project / "code/plain.py")
    project["code/later.py"] = ""
    assert project / "code/later.py" in closure(project / "code/plain.py")
