"""The site is built again when what it is made of changed, or when it does not lie there as it was built."""

import pytest

from evidence.store import Kept, keep
from press import site


@pytest.fixture
def built(monkeypatch, tmp_path):
    """A site of one page, built from one source; what it is made of may be changed."""
    made_of = {"docs/index.md": "0" * 64}
    monkeypatch.setattr(site, "SITE", tmp_path / "site")
    monkeypatch.setattr(site, "PLACE", tmp_path / "site.json")
    monkeypatch.setattr(site, "inputs", lambda: made_of)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("a page")
    keep(site.PLACE, Kept(site.SUBJECT, dict(made_of), {"files": site.built()}))
    return made_of


def test_an_unchanged_site_is_current(built):
    assert site.is_current()


def test_another_source_makes_it_stale(built):
    built["docs/index.md"] = "1" * 64
    assert not site.is_current()


@pytest.mark.parametrize("text", [None, "edited by hand"])
def test_a_page_that_is_not_as_it_was_built_makes_it_stale(built, text):
    page = site.SITE / "index.html"
    page.unlink() if text is None else page.write_text(text)
    assert not site.is_current()


def test_what_the_build_makes_is_no_source_of_it():
    names = site.inputs.__wrapped__()
    assert "docs/index.md" in names
    assert "press/macros.py" in names
    assert not [name for name in names if "generated" in name or "__pycache__" in name]


def test_a_folder_that_cannot_be_written_is_named_in_one_line(monkeypatch, capsys):
    def must_be_writable(*folders):
        raise OSError(f"{folders[0].name}/ must be writable")

    monkeypatch.setattr(site, "must_be_writable", must_be_writable)
    assert site.main() == 1
    assert capsys.readouterr().err == "site/ must be writable\n"
