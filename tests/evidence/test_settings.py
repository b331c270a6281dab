"""What a project may say of itself, and what it need not."""

import pytest

from evidence import settings as module


@pytest.fixture
def told(tmp_path, monkeypatch):
    """A function that gives the settings of a project whose pyproject.toml has this text."""
    monkeypatch.setattr(module, "ROOT", tmp_path)

    def told(text):
        (tmp_path / "pyproject.toml").write_bytes(text.encode())
        return module.settings.__wrapped__()

    return told


def test_what_is_left_out_is_as_usual(told):
    usual = told("")
    assert usual["claims"] == "test*/**/test_*.py"
    assert usual["store"] == "build/evidence"
    assert told("[tool.other]\nx = 1") == told("[tool.evidence]") == usual
    assert told('[tool.evidence]\nstore = "σ"') == usual | {"store": "σ"}


def test_a_name_that_is_not_known_is_told(told):
    with pytest.raises(ValueError, match=r"\[tool.evidence\] has a, b; expected claim"):
        told("[tool.evidence]\nb = 1\na = 2")
