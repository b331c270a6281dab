"""Images per second as docs/evidence/benchmark.json records them, for the page."""

from statistics import median

from evidence import store
from evidence.files import ROOT
from press.evidence import LOG

HEAD = ("Cores", "Counted", "The tutorial's loop", "Our trainings", "Ratio")
COUNTED = {"epochs": "whole epochs", "steps": "steps alone"}


def read(page):
    """The record, or None (reported) where there is none."""
    try:
        kept = store.read(ROOT / "docs" / "evidence" / "benchmark.json")
    except store.Damaged as fault:
        LOG.warning(f"{page}: {fault}")
        return None
    if kept is None:
        LOG.warning(
            f"{page}: docs/evidence/benchmark.json is missing: run `make benchmark`"
        )
        return None
    data = kept.inputs["data"].partition(" ")[0]
    return kept.content | {"provenance": kept.made, "data": data}


def line(cell, texts):
    return "<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in texts) + "</tr>"


def rows(measured):
    """One number of cores: median images per second of both, and the ratio with its range; by what the clock counted."""
    return "".join(
        row(measured["cores"], name, measured[counted])
        for counted, name in COUNTED.items()
    )


def row(cores, counted, found):
    theirs, ours = (f"{median(found[loop]):,.0f}" for loop in ("tutorial", "ours"))
    least, middle, most = (
        f"{found['ratio'][name]:.2f}" for name in ("min", "median", "max")
    )
    ratio = f"<strong>{middle}</strong>, {least} to {most}"
    return line("td", (cores, counted, theirs, ours, ratio))


def table(record):
    """All of it as an HTML table."""
    body = "".join(map(rows, record["rows"]))
    return f'<table class="benchmark"><thead>{line("th", HEAD)}</thead><tbody>{body}</tbody></table>'


def turns(record):
    """How often each was measured, and how busy the machine was with other things."""
    return (
        f"{record['repetitions']} epochs of each, in turns;"
        f" load of the machine before the first: {record['load']} (idle: 0)."
    )
