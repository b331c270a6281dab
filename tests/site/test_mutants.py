"""The table of mutants: what a record says is shown, and a room without one says so."""

from press import mutants

ROOM = {
    **{"mutants": 1688, "tried": 200, "equivalent": 5, "killed": 193},
    **{"score": 193 / 195, "low": 0.96341, "high": 0.99875},
    **{"date": "2026-01-02T03:04:05+00:00", "commit": "0123456789abcdef"},
}


def test_a_room_says_what_became_of_its_mutants():
    """A share is rounded down; the ends of its interval are rounded outwards."""
    line = "| `lab/` | 1688 | 200 | 5 | 193 | 98.9 % | 96.3 % and 99.9 % | 2026-01-02, commit `0123456789`"
    assert mutants.row("lab", ROOM | {"clean": True}) == f"{line} |"
    uncommitted = f"{line}, with changes that are not committed |"
    assert mutants.row("lab", ROOM | {"clean": False}) == uncommitted


def test_a_room_without_a_record_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    lines = mutants.table().splitlines()
    assert len(lines) == 2 + len(mutants.ROOMS)
    assert lines[2].startswith("| `evidence/` | not measured yet |")
    assert {line.count("|") for line in lines} == {9}
