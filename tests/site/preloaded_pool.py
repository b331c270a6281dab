"""Run Python as `python …` would, each in a fork of a process that has imported what they share: `python -I preloaded_pool.py`.

It is told [processes, modules to import, [[folder, arguments], …]] and gives [[exit status, what was said], …], as JSON.
A script that imports nothing of this repository: each folder may bring a `press` or a `snippets` of its own.
"""

import importlib
import json
import multiprocessing
import os
import runpy
import sys
import tempfile
import traceback


def run(folder, arguments):
    """As `python -m module …` or `python script …` in a folder; a script there sees installed packages alone."""
    os.chdir(folder)
    module = arguments[0] == "-m"
    if module:
        sys.path.insert(0, os.getcwd())
    sys.argv = arguments[module:]
    start = runpy.run_module if module else runpy.run_path
    with tempfile.TemporaryFile() as said:
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
        status = 0
        try:
            start(sys.argv[0], run_name="__main__")
        except SystemExit as stop:
            status = stop.code or 0
        except BaseException:
            traceback.print_exc()
            status = 1
        sys.stdout.flush()
        sys.stderr.flush()
        said.seek(0)
        return status, said.read().decode()


if __name__ == "__main__":
    processes, modules, jobs = json.load(sys.stdin)
    for module in modules:
        importlib.import_module(module)
    context = multiprocessing.get_context("fork")
    with context.Pool(processes, maxtasksperchild=1) as pool:
        results = pool.starmap(run, jobs, chunksize=1)
    # After the pool: a worker that it forks anew would take what is not yet out along, and say it again.
    print(json.dumps(results))
