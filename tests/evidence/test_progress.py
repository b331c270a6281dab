"""One bar, however many parts of a command have steps of their own."""

import os
import pty
import select
import termios

from evidence import progress


def test_steps_within_steps_are_of_one_bar(monkeypatch):
    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    monkeypatch.setattr("sys.stderr", os.fdopen(terminal, "w", encoding="utf-8"))
    with progress.steps(2) as outer:
        (bar,) = progress.RUNNING
        with progress.steps(3) as inner:
            assert (bar.total, bar.n) == (5, 0)
            inner("a training")
        outer("a claim")
        assert (bar.total, bar.n) == (5, 2)
    assert progress.RUNNING == []
    shown = ""
    while select.select([screen], [], [], 1)[0]:  # it comes in pieces
        shown += os.read(screen, 10_000).decode()
    assert "2/5" in shown
    assert "a claim" in shown


def test_nothing_is_drawn_where_no_terminal_is(capsys):
    with progress.steps(1) as finished:
        finished("a step")
    assert capsys.readouterr().err == ""
