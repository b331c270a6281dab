"""One bar, however many parts of a command have steps of their own."""

import os
import pty

import pytest

from evidence import progress


@pytest.fixture
def terminal(monkeypatch):
    """What a terminal shows, as a function that is called once."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as stderr:
        monkeypatch.setattr("sys.stderr", stderr)
        yield lambda: os.read(master, 10_000).decode()
    os.close(master)


def test_steps_within_steps_are_of_one_bar(terminal):
    with progress.steps(2) as outer:
        (bar,) = progress.RUNNING
        with progress.steps(3) as inner:
            assert (bar.total, bar.n) == (5, 0)
            inner("a training")
        outer("a claim")
        assert (bar.total, bar.n) == (5, 2)
    assert progress.RUNNING == []
    shown = terminal()
    assert "2/5" in shown
    assert "a claim" in shown


def test_an_exception_closes_the_bar_too(terminal):
    with pytest.raises(ValueError, match="no"), progress.steps(1):
        raise ValueError("no")
    assert progress.RUNNING == []


def test_nothing_is_drawn_where_no_terminal_is(capsys):
    with progress.steps(1) as finished:
        finished("a step")
    assert capsys.readouterr().err == ""
