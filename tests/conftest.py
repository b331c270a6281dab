"""One browser for all who look at pages."""

import os
import shutil

import pytest

BROWSERS = (  # the first is Chromium without its windows: the same pages for a third of the processor's time
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.skip(f"no browser on PATH (looked for {', '.join(BROWSERS)})")
    from playwright.sync_api import sync_playwright

    arguments = [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    ]  # asked, never reached
    if getattr(os, "geteuid", lambda: 1)() == 0:
        arguments.append("--no-sandbox")  # as root it refuses to start with one
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()
