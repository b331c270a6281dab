"""Build small sites, each in a fork of a process that has imported MkDocs: `python -P build_sites.py PROCESSES ROOT …`.

A script that imports nothing of this repository: each site brings its own `press`.
"""

import json
import multiprocessing
import os
import runpy
import sys
import tempfile
import traceback

import mkdocs.commands.build  # noqa: F401
import mkdocs_jupyter.plugin  # noqa: F401
import mkdocs_macros.plugin  # noqa: F401


def build(root):
    """As `python -m mkdocs build --quiet --strict` in ``root``: its exit status and all that it said."""
    os.chdir(root)
    sys.path.insert(0, "")
    sys.argv = ["mkdocs", "build", "--quiet", "--strict"]
    with tempfile.TemporaryFile() as said:
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
        try:
            runpy.run_module("mkdocs", run_name="__main__")
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
    processes, *roots = sys.argv[1:]
    context = multiprocessing.get_context("fork")
    with context.Pool(int(processes), maxtasksperchild=1) as pool:
        print(json.dumps(pool.map(build, roots, chunksize=1)))
