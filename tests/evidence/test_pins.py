"""A lock file that is not of what is asked for is named, with what to run."""

import json

import pytest

from evidence import pins

PINNED = "numpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=sha256:aa\nmkdocs-material==9.7.0 \\\n"
ASKED = "numpy            # arrays\nmkdocs_material>=9,<10\n"
LOCKED = {"packages": {"": {"dependencies": {"katex": "0.19.1"}}}}


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(pins, "ROOT", tmp_path)
    (tmp_path / "requirements.in").write_text(ASKED)
    (tmp_path / "requirements.txt").write_text(PINNED)
    (tmp_path / "package.json").write_text('{"dependencies": {"katex": "0.19.1"}}')
    (tmp_path / "package-lock.json").write_text(json.dumps(LOCKED))
    return tmp_path


def test_what_is_pinned_as_asked_is_silent(root):
    assert [*pins.states()] == []


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        (
            "requirements.in",
            ASKED + "jax\n",
            "requirements.txt: jax is not pinned: run `make lock`",
        ),
        (
            "requirements.in",
            "jax\ntensorboardX # its name ends so",
            "requirements.txt: jax is not pinned; tensorboardX is not pinned: run `make lock`",
        ),
        (
            "requirements.txt",
            "numpy==2.4.6 ; python_full_version < '3.12'\nnumpy==1.9\nmkdocs-material==8.0\nmkdocs-material==11.0\n",
            "requirements.txt: mkdocs_material is pinned to 11.0, 8.0, asked for is <10,>=9: run `make lock`",
        ),
        (
            "requirements.in",
            "numpy<2",
            "requirements.txt: numpy is pinned to 2.4.6, asked for is <2: run `make lock`",
        ),
        (
            "package.json",
            '{"dependencies": {"katex": "0.20.0"}}',
            "package-lock.json: katex is locked as 0.19.1, asked for is 0.20.0: run `npm install --package-lock-only`",
        ),
        (
            "package.json",
            '{"devDependencies": {"axe-core": "4.0.0"}, "dependencies": {"katex": "0.19.1"}}',
            "package-lock.json: axe-core is locked as nothing, asked for is 4.0.0: run `npm install --package-lock-only`",
        ),
        (
            "package.json",
            "{}",
            "package-lock.json: katex is locked as 0.19.1, asked for is nothing: run `npm install --package-lock-only`",
        ),
    ],
)
def test_what_is_not_is_named(root, file, text, line):
    (root / file).write_text(text)
    assert [*pins.states()] == [line]


def test_a_line_that_is_no_requirement_is_named(root):
    (root / "requirements.in").write_text("numpy =! 2")
    with pytest.raises(ValueError, match=r"requirements\.in: 'numpy =! 2'"):
        [*pins.states()]


def test_a_line_may_be_an_option(root):
    (root / "requirements.in").write_text("-r other.in\n\n" + ASKED)
    assert [*pins.states()] == []


def test_a_project_without_lock_files_has_nothing_stale(tmp_path, monkeypatch):
    monkeypatch.setattr(pins, "ROOT", tmp_path)
    assert [*pins.states()] == []
