"""Images per second as docs/evidence/benchmark.json records them, for the page."""

from statistics import median

from press.evidence import LOG
from press.files import BENCHMARK, read_json

HEAD = ("Cores", "The tutorial's loop", "Our trainings", "Ratio")


def read(page):
    """The record, or None (reported) where there is none."""
    record = read_json(BENCHMARK)
    if record is None:
        LOG.warning(
            f"{page}: docs/evidence/benchmark.json is missing or cut short: run `make benchmark`"
        )
    return record


def line(cell, texts):
    return "<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in texts) + "</tr>"


def row(measured):
    """One number of cores: median images per second of both, and the ratio with its range."""
    theirs, ours = (f"{median(measured[loop]):,.0f}" for loop in ("tutorial", "ours"))
    least, middle, most = (
        f"{measured['ratio'][name]:.2f}" for name in ("min", "median", "max")
    )
    ratio = f"<strong>{middle}</strong>, {least} to {most}"
    return line("td", (measured["cores"], theirs, ours, ratio))


def table(record):
    """All of it as an HTML table."""
    rows = "".join(map(row, record["rows"]))
    return f'<table class="benchmark"><thead>{line("th", HEAD)}</thead><tbody>{rows}</tbody></table>'


def turns(record):
    """How often and how long each was measured, and how busy the machine was with other things."""
    return (
        f"{record['repetitions']} turns of {record['seconds']:g} s for each;"
        f" load of the machine before the first: {record['load']} (idle: 0)."
    )
