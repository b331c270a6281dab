"""The site is built again if what it is built from has changed, or if it is not there as it was built."""

import pytest

from evidence.store import Kept, keep
from press import site

CHANGES = {  # what is done to a checkout → whether the site is current after it
    "nothing": (lambda root: None, True),
    "a page is saved": (lambda root: (root / "docs/index.md").write_text("New."), False),
    "a page is added": (lambda root: (root / "docs/new.md").write_text("New."), False),
    "a build writes its own": (lambda root: (root / "docs/generated/x").write_text("x"), True),
    "a built page is edited": (lambda root: (root / "site/index.html").write_text("x"), False),
    "a built file is gone": (lambda root: (root / "site/generated/a.js").unlink(), False),
}  # fmt: skip


@pytest.fixture(params=["checkout", "generated/__pycache__/checkout"])
def checkout(request, tmp_path, monkeypatch):
    """A checkout with a built site, also below folders whose names the build skips."""
    root = tmp_path / request.param
    written = ("docs/index.md", "docs/generated/y", "site/index.html", "site/generated/a.js")  # fmt: skip
    for name in written:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    monkeypatch.setattr(site, "ROOT", root)
    monkeypatch.setattr(site, "SITE", root / "site")
    monkeypatch.setattr(site, "RECORD", root / "build/site.json")
    monkeypatch.setattr(site, "inputs", site.inputs.__wrapped__)
    content = {"files": site.hashes(root / "site")}
    keep(site.RECORD, Kept(site.SUBJECT, site.inputs(), content))
    return root


@pytest.mark.parametrize("what", CHANGES)
def test_the_site_is_current_until_something_changes(checkout, what):
    change, current = CHANGES[what]
    change(checkout)
    assert site.is_current() == current
