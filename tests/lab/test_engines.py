"""JavaScript is run where readers run it; which programs are asked, how, and what is said where there is none."""

import io
import json
import sys
from types import SimpleNamespace

import pytest

from evidence.files import ROOT
from evidence.not_measured import NotMeasured
from lab import engines

DOUBLE = "async ({ number }) => ({ doubled: 2 * number, text: 'σ²' })"


@pytest.fixture
def which(monkeypatch):
    """Programs that are on PATH."""
    found = {}
    monkeypatch.setattr(engines.shutil, "which", found.get)
    return found


def test_the_first_program_that_is_there_is_taken(which):
    assert engines.on_path(("a", "b")) is None
    which["b"] = "/bin/b"
    assert engines.on_path(("a", "b")) == "/bin/b"
    which["a"] = "/bin/a"
    assert engines.on_path(("a", "b")) == "/bin/a"


def test_a_claim_depends_on_whether_there_is_a_firefox(which):
    assert engines.inputs() == {"firefox": "is not there"}
    which["firefox"] = "/bin/firefox"
    assert engines.inputs() == {"firefox": "is there"}


def test_node_answers_in_json():
    expected = {"doubled": 3, "text": "σ²"}
    assert engines.run("Node", DOUBLE, {"number": 1.5}) == expected


class Chromium:
    """In Playwright's place: what it was started with, and whether it was closed."""

    def __init__(self):
        self.started, self.asked, self.closed = [], [], 0
        self.chromium = self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def launch(self, **how):
        self.started.append(how)
        return self

    def new_page(self):
        return self

    def evaluate(self, *given):
        self.asked.append(given)
        return "an answer"

    def close(self):
        self.closed += 1


@pytest.fixture
def chromium(monkeypatch):
    found = Chromium()
    module = SimpleNamespace(sync_playwright=lambda: found)
    monkeypatch.setitem(sys.modules, "playwright.sync_api", module)
    return found


@pytest.mark.parametrize(
    ("user", "arguments"), [(0, ["--no-sandbox"]), (1000, []), (None, [])]
)
def test_chromium_has_a_sandbox_but_for_root(
    which, chromium, monkeypatch, user, arguments
):
    """Some systems have no such user at all."""
    which["chromium"] = "/bin/chromium"
    if user is None:
        monkeypatch.delattr(engines.os, "geteuid", raising=False)
    else:
        monkeypatch.setattr(engines.os, "geteuid", lambda: user, raising=False)
    assert engines.run("Chromium", "f", "given") == "an answer"
    assert chromium.started == [{"executable_path": "/bin/chromium", "args": arguments}]
    assert chromium.asked == [("f", "given")]
    assert chromium.closed == 1


def test_no_chromium_names_those_that_were_looked_for(which):
    said = (
        r"^no browser on PATH \(looked for chromium, chromium-browser, google-chrome\)$"
    )
    with pytest.raises(FileNotFoundError, match=said):
        engines.run("Chromium", "f", {})


@pytest.fixture
def driver(which, monkeypatch):
    """A Firefox that answers each visit with one line; it notes what was written, at once."""
    which["firefox-esr"] = "/bin/firefox"
    made = SimpleNamespace(answer={"found": [4], "problems": ["p"]}, seen=[])

    class Written(io.StringIO):
        def flush(self):
            made.seen.append(self.getvalue())

    made.stdin = Written()
    made.stdout = SimpleNamespace(readline=lambda: json.dumps(made.answer) + "\n")

    def firefox(program):
        assert program == "/bin/firefox"
        return made

    monkeypatch.setattr(engines, "firefox", firefox)
    return made


def test_a_visit_in_firefox_is_a_line_and_so_is_its_answer(driver):
    steps = [{"run": "f", "given": 3}]
    assert engines.visit_in_firefox("http://a", steps) == ([4], ["p"])
    (line,) = driver.seen
    assert line.endswith("\n")
    assert json.loads(line) == {"address": "http://a", "steps": steps}


def test_a_function_in_firefox_is_run_on_an_empty_page(driver):
    assert engines.run("Firefox", "f", {"a": 1}) == 4
    (line,) = driver.seen
    steps = [{"run": "f", "given": {"a": 1}}]
    assert json.loads(line) == {"address": "about:blank", "steps": steps}


def test_a_step_that_fails_in_firefox_is_named(driver):
    driver.answer = {"fault": "no such key"}
    with pytest.raises(RuntimeError, match=r"^Firefox, http://a: no such key$"):
        engines.visit_in_firefox("http://a", [])


def test_without_firefox_nothing_is_measured(which):
    with pytest.raises(NotMeasured, match=r"^measured where there is a Firefox$"):
        engines.visit_in_firefox("http://a", [])


def test_a_driver_is_ended_by_closing_what_it_reads(monkeypatch):
    done = []
    driver = SimpleNamespace(
        stdin=SimpleNamespace(close=lambda: done.append("closed")),
        wait=lambda: done.append("waited"),
    )
    engines.end(driver)
    assert done == ["closed", "waited"]
    assert (ROOT / engines.DRIVER).is_file()
