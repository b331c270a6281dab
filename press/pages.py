"""What pages may call between double braces: claim, number, figure, evidence_table, provenance, and of
the survey convention_count, convention_table."""

import html
import re

from mkdocs.utils import get_relative_url

from press import conventions
from press.evidence import LEDGER, LOG, number_shown, rejected, value
from press.evidence_table import table
from press.figures.state import drawn
from press.links import link

BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def finding(parts):
    """What was measured, in a few words."""
    if len(parts) > 1:
        return f"{len(parts)} measurements"
    (part,) = parts
    if part["kind"] == "exact" and part.get("unit") == "ulp":
        return "within " + value(part) if part["estimate"] else "equal bit for bit"
    return value(part) + (
        " exactly" if part["estimate"] == part.get("expected") else ""
    )


def badge(claim):
    """What was measured and what was rejected, in a few words."""
    faults = sum(map(rejected, claim["controls"].values()))
    mark = "✓" if claim["holds"] else "✗"
    return f"{mark} {finding(claim['parts'].values())} · {faults} fault{'s' * (faults != 1)} rejected"


def number_of(name, part, page):
    """The text of ``number(name, part)`` on ``page``."""
    claim = LEDGER.get(name, page)
    parts = claim["parts"] if claim else {}
    if part is None and len(parts) == 1:
        (part,) = parts
    if part not in parts:
        if claim:
            LOG.warning(
                f"{page}: claim {name!r} has no part {part!r}; it has {', '.join(parts)}"
            )
        return f"[{name}: not measured]"
    return number_shown(parts[part])


def figure_of(name, caption, page):
    """The HTML of ``figure(name, caption)`` on ``page``."""
    if name not in drawn:
        LOG.warning(
            f"{page.file.src_uri}: unknown figure {name!r}; there are {', '.join(drawn)}"
        )
        return f"[{name}: not drawn]"
    this = drawn[name]
    images = "".join(
        f'<img src="{get_relative_url(f"generated/figures/{name}-{scheme}.svg", page.url)}'
        f'#only-{scheme}" alt="{html.escape(this["alt"])}" loading="lazy"'
        f' width="{this["width"]}" height="{this["height"]}">'
        for scheme in ("light", "dark")
    )
    return (
        f'<figure markdown="block" id="figure-{name}">{images}'
        f'<figcaption markdown="span">{caption}</figcaption></figure>'
    )


def made_with(provenance, data):
    """One line: when, from which commit, with what the evidence was measured."""
    if not provenance:
        return "nothing was measured"
    changed = "" if provenance["clean"] else ", with changes that are not committed"
    versions = ", ".join(
        f"{name} {version}" for name, version in provenance["versions"].items()
    )
    return (
        f"{provenance['date'][:10]}, commit `{provenance['commit'][:10]}`{changed};"
        f" Python {provenance['python']}, {versions}; {provenance['device']}; images: {data}"
    )


def on_pre_page_macros(env):
    """Backslashes between double braces stay what they are: `"$\\theta$"` is no tab and "heta"."""
    env.markdown = BRACES.sub(lambda call: call[0].replace("\\", "\\\\"), env.markdown)


def define_env(env):
    """Called by mkdocs-macros."""

    @env.macro
    def claim(name):
        page = env.page.file.src_uri
        stated = LEDGER.state(name, page)
        if not stated:
            return f"[{name}: not measured]"
        target = link(page, "evidence.md")
        return f"{stated['statement']} [{badge(stated)}]({target}#{name}){{ #claim-{name} .claim }}"

    @env.macro
    def number(name, part=None):
        return number_of(name, part, env.page.file.src_uri)

    @env.macro
    def figure(name, caption):
        return figure_of(name, caption, env.page)

    @env.macro
    def evidence_table():
        return table(LEDGER.claims, env.page.file.src_uri)

    @env.macro
    def provenance():
        return made_with(LEDGER.provenance, LEDGER.data)

    @env.macro
    def convention_count(**wanted):
        return conventions.count(conventions.read(), **wanted)

    @env.macro
    def convention_table():
        return conventions.table(conventions.read(), env.page.file.src_uri)
