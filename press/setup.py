"""Install what the site needs into .venv and node_modules, or say in one line why that failed.

Runs before anything is installed, so it uses the standard library alone.
"""

import os
import pathlib
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(what, command, log_name):
    """Run a command with its output in build/; on failure name the log and stop."""
    log = ROOT / "build" / log_name
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        sys.exit(
            f"Could not install {what}: is the network up? The reason stands in {log.relative_to(ROOT)}; then run make again."
        )


def install_python_packages():
    """Make .venv and install the pinned packages, each checked against its hash."""
    print(
        "Installing the pinned Python packages into .venv (some minutes, once) …",
        flush=True,
    )
    venv.create(ROOT / ".venv", with_pip=True, clear=True)
    pip = [
        str(ROOT / ".venv/bin/python"),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
    ]
    run(
        "requirements.txt",
        [*pip, "--require-hashes", "-r", "requirements.txt"],
        "pip.log",
    )
    (ROOT / ".venv/installed").touch()


def install_browser_assets():
    """Install package-lock.json's packages with the npm that came from PyPI."""
    print("Installing KaTeX into node_modules …", flush=True)
    path = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    run(
        "package-lock.json",
        ["env", f"PATH={path}", "npm", "ci", "--no-audit", "--no-fund"],
        "npm.log",
    )
    (ROOT / "node_modules/installed").touch()


if __name__ == "__main__":
    {"python": install_python_packages, "node": install_browser_assets}[sys.argv[1]]()
