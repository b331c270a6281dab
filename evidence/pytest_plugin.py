"""The pytest side: claims can be picked by their id (`pytest -k some-id`).

When all claims of a file have run in a session that left none out, what they found is kept, with all that they used.
"""

import contextlib
import functools

import pytest

from evidence import claims, opened_files, results
from evidence.files import relative
from evidence.fingerprint import claim_inputs, usable_by, used_by
from evidence.process import cores
from evidence.provenance import provenance
from evidence.store import Damaged, Kept, keep
from evidence.syntax import sentence, source

BEFORE = {}  # every input that claims of this session can have -> its value before it was used


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "claim: checks a claim of a page and its planted faults"
    )
    # The claims of one file share what they compute, and are kept together.
    if config.option.dist == "load":
        config.option.dist = "loadfile"
        config.option.loadscopereorder = False


def pytest_xdist_auto_num_workers():
    """`-n auto`: one process per core that this process may use."""
    return cores()


def claim_of(item):
    return getattr(getattr(item, "function", None), "claim_id", None)


def pytest_itemcollected(item):
    if name := claim_of(item):
        item.add_marker("claim")  # its name is a keyword too: `-k claim` and `-m claim`
        item.extra_keyword_matches.add(name)


@functools.cache  # pytest collects a whole folder for each of its files that the command names
def note_inputs(path):
    if source(path).claims:
        inputs = claim_inputs(path, usable_by(path))
        BEFORE.update(inputs | BEFORE)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path):
    """Note the inputs of a file with claims before it is imported."""
    with contextlib.suppress(SyntaxError, ValueError):  # its import reports it
        note_inputs(module_path)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """With --tb=line a file that cannot be imported is one line too."""
    report = yield
    if report.failed and collector.config.option.tbstyle == "line":
        last = str(report.longrepr).strip().splitlines()[-1]
        report.longrepr = f"{collector.nodeid}: {last.removeprefix('E').strip()}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if claim_of(item):
        opened_files.running = relative(item.path)
    try:
        return (yield)
    finally:
        opened_files.running = None


def is_whole(config):
    """Whether this session runs all claims of the files that it runs."""
    option = config.option
    part = option.keyword or option.deselect or option.markexpr not in ("", "claim")
    return not part and not any("::" in argument for argument in config.args)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    result = yield
    if claim_of(item) and is_whole(item.config):
        names = sorted(source(item.path).claims)
        found = {name: claims.MEASURED.get(name) for name in names}
        if all(found.values()):
            keep_claims_of(item.path, item.module, found)
    return result


def keep_claims_of(path, module, found):
    """Keep what all claims of a file found. Fails if something that they used changed meanwhile, or if a skip is for good."""
    used = used_by(path, BEFORE.keys())
    imports = usable_by(path)["packages"]
    lacking = {
        name: claim.pop("lacks") for name, claim in found.items() if "lacks" in claim
    }
    used["packages"] = sorted({*used["packages"], *lacking.values()} & {*imports})
    inputs = claim_inputs(path, used)
    for name, lacks in lacking.items():
        if lacks not in {*inputs, *imports}:
            nothing_kept(f"{name} was skipped and lacks {lacks!r}, which is no input")
    moved = {name for name in used["modules"] if name not in inputs}
    moved |= {name for name in inputs if BEFORE.get(name, inputs[name]) != inputs[name]}
    moved |= {name for name in used["read"] if opened_files.changed(name)}
    if moved:
        names = ", ".join(sorted(moved))
        nothing_kept(f"{names} changed while {relative(path)} was measured")
    texts = {}  # code in the sentences -> what it computes

    def text_of(code):
        return texts.setdefault(code, eval(code, vars(module)))

    for name, mark in source(path).claims.items():
        if sentence(mark, text_of) != found[name]["statement"]:
            nothing_kept(f"{name} states a value that {relative(path)} changed later")
    content = {"claims": found, "texts": texts, "used": used}
    kept = Kept(results.subject(path), inputs, content, provenance())
    try:
        keep(results.place_of(path), kept)
    except Damaged as fault:
        pytest.fail(str(fault), pytrace=False)


def nothing_kept(why):
    pytest.fail(f"{why}: nothing is kept", pytrace=False)
