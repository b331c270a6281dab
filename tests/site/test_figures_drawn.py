"""A figure is drawn again when something that it is made of changed, and no other is."""

import json
from types import SimpleNamespace

import pytest

from evidence.not_measured import NotMeasured
from press.figures import Figure, __main__, number, state

CLAIMS = {
    "one": {"parts": {"": {"estimate": 1.0}}, "seconds": 1.0},
    "other": {"parts": {"": {"estimate": 2.0}}, "seconds": 1.0},
}


@pytest.fixture
def drawing(monkeypatch, tmp_path):
    """Two figures, each of one claim, that were drawn: `draw()` gives the names of those that it draws anew."""
    claims, absent, now = dict(CLAIMS), {}, {"code": "as it was"}
    made, lightened = [], []

    class Available(dict):
        def __missing__(self, name):
            raise NotMeasured(absent[name])

    def available():
        there = {name: claims[name] for name in claims.keys() - absent}
        return {"claims": Available(there)}

    def svg(figure, scheme, evidence):
        evidence["claims"][figure.name]["parts"]
        made.append((figure.name, scheme))
        return f"{figure.name} {scheme}".encode(), (3, 2)

    registry = {
        name: Figure(name, lambda evidence, name=name: number(evidence, name), svg)
        for name in CLAIMS
    }
    monkeypatch.setattr(state, "FOLDER", tmp_path)
    monkeypatch.setattr(state, "MANIFEST", tmp_path / "figures.json")
    monkeypatch.setattr(state, "code", lambda: now["code"])
    monkeypatch.setattr(state, "read", lambda: {"claims": claims, "digest": "x"})
    monkeypatch.setattr(state, "without_result", lambda: absent)
    monkeypatch.setattr(__main__, "FOLDER", tmp_path)
    monkeypatch.setattr(__main__, "MANIFEST", tmp_path / "figures.json")
    monkeypatch.setattr(__main__, "code", lambda: now["code"])
    monkeypatch.setattr(__main__, "available", available)
    monkeypatch.setattr(__main__, "registry", registry)
    monkeypatch.setattr(__main__, "svg", svg)
    monkeypatch.setattr(__main__, "make_lighter", lightened.append)
    monkeypatch.setattr(__main__.card, "CARD", tmp_path / "card.png")
    monkeypatch.setattr(__main__.card, "png", lambda: b"")
    monkeypatch.setattr(__main__.pkgutil, "iter_modules", lambda path: [])

    def draw():
        made.clear()
        lightened.clear()
        assert __main__.main() == 0
        drawn = [tmp_path / f"{name}-{scheme}.svg" for name, scheme in made]
        assert lightened == [drawn]
        return sorted({name for name, _ in made})

    assert draw() == ["one", "other"]
    assert draw() == []
    return SimpleNamespace(
        draw=draw, claims=claims, absent=absent, now=now, folder=tmp_path
    )


def entry(drawing, name):
    return json.loads((drawing.folder / "figures.json").read_text())["figures"][name]


def test_another_number_draws_the_figures_that_show_it(drawing):
    drawing.claims["one"] = {"parts": {"": {"estimate": 3.0}}, "seconds": 1.0}
    assert drawing.draw() == ["one"]
    assert ">3<" in entry(drawing, "one")["alt"]


def test_the_same_number_found_in_other_seconds_draws_none(drawing):
    drawing.claims["one"] = CLAIMS["one"] | {"seconds": 9.0, "line": 7}
    assert drawing.draw() == []


def test_other_code_draws_all(drawing):
    drawing.now["code"] = "edited"
    assert drawing.draw() == ["one", "other"]


def test_a_file_that_is_gone_is_drawn_again(drawing):
    (drawing.folder / "other-dark.svg").unlink()
    assert drawing.draw() == ["other"]


def test_a_figure_without_its_claim_goes_and_comes_back(drawing):
    drawing.absent["one"] = "being measured"
    assert drawing.draw() == []
    assert entry(drawing, "one")["absent"] == "being measured"
    assert not (drawing.folder / "one-light.svg").exists()
    assert (drawing.folder / "other-light.svg").exists()
    del drawing.absent["one"]
    assert drawing.draw() == ["one"]
    assert "absent" not in entry(drawing, "one")
