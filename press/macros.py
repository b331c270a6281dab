"""The macros that pages call between double braces: claim, number, interval, constant, figure, widget, the tables, provenance."""

import functools
import html
import re

import jinja2

from evidence import store
from evidence.files import ROOT
from press import code_links, widgets
from press.claim_index import CLAIM_INDEX, LOG
from press.data_attributes import attributes, mark, unmarked
from press.errors import SiteError
from press.evidence_table import badge, table
from press.figures.state import drawn
from press.formatting import format_interval, format_part
from press.tables import conventions, references
from press.urls import link

BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def part_of(name, part, page):
    """(name of a part, what was measured of it or None); a claim's only part needs no name. Warns if there is no such part."""
    claim = CLAIM_INDEX.get(name, page)
    parts = claim["parts"] if claim else {}
    if part is None and len(parts) == 1:
        (part,) = parts
    if parts and part not in parts:
        LOG.warning(
            f"{page}: claim {name!r} has no part {part!r}; it has {', '.join(parts)}"
        )
    return part, parts.get(part)


def absent(name):
    """What is printed in place of a claim without a result, or of its numbers."""
    reason = html.escape(CLAIM_INDEX.absent.get(name, "not measured"))
    return f'<span class="absent" markdown="0">[{reason}]</span>'


def evidence_link(text, page, name, classes, **where):
    """A Markdown link to the claim's row of the evidence, with the attributes of press/data_attributes.py."""
    target = f"{link(page, 'evidence.md')}#{name}"
    return f"[{text}]({target}){{ {classes}{attributes(claim=name, **where)} }}"


def number_of(name, part, page):
    """The Markdown of ``number(name, part)`` on ``page``: a link to the claim's row."""
    part, measured = part_of(name, part, page)
    if not measured:
        return absent(name)
    text = format_part(measured)
    return evidence_link(text, page, name, ".measured", shows="estimate", part=part)


def interval_of(name, part, page):
    """The Markdown of ``interval(name, part)`` on ``page``. Warns if the part has none."""
    part, measured = part_of(name, part, page)
    found = measured and format_interval(measured.get("low"), measured.get("high"))
    if not found:
        if measured:
            LOG.warning(f"{page}: claim {name!r}, part {part!r}, has no interval")
        return absent(name)
    text = found.replace(" … ", " to ")
    return evidence_link(text, page, name, ".measured", shows="interval", part=part)


def constant_of(number, reason, page):
    """The HTML of ``constant(number, reason)`` on ``page``; the reason shows on hover, on focus, and is read aloud."""
    if not re.search(r"\d", number) or not reason.strip():
        LOG.warning(
            f"{page}: constant({number!r}, {reason!r}) needs a number and its reason"
        )
    reason = html.escape(reason)
    return (
        f'<span class="constant" tabindex="0" title="{reason}">{mark("constant", number)}'
        f'<span class="constant-reason"> (not measured: {reason})</span></span>'
    )


def figure_of(name, caption, page, repository=None):
    """The HTML of ``figure(name, caption)`` on ``page``, with a link to the function that drew it."""
    if name not in drawn:
        LOG.warning(
            f"{page.path}: unknown figure {name!r}; there are {', '.join(drawn)}"
        )
        return f"[{name}: not drawn]"
    this = drawn[name]
    if "absent" in this:
        reason = html.escape(this["absent"])
        return f'<p class="absent" id="figure-{name}">[figure: {reason}]</p>'
    images = "".join(
        f'<img src="{link(page.address, f"generated/figures/{name}-{scheme}.svg")}'
        f'#only-{scheme}" alt="{html.escape(unmarked(this["alt"]))}" loading="lazy"'
        f' width="{this["width"]}" height="{this["height"]}">'
        for scheme in ("light", "dark")
    )
    code = code_links.of_figure(this, page.path, repository)
    return (
        f'<figure markdown="block" id="figure-{name}" data-shows="figure">{images}\n'
        f'<figcaption markdown="span">{caption} {code}</figcaption></figure>'
    )


def made_with(provenance, data=""):
    """One line of Markdown: when, from which commit and with what the evidence was measured, and on which images."""
    if not provenance:
        return "nothing was measured"
    changed = "" if provenance["clean"] else ", with changes that are not committed"
    versions = ", ".join(
        f"{name} {version}" for name, version in provenance["versions"].items()
    )
    images = f"; images: {data}" if data else ""
    return html.escape(
        f"{provenance['date'][:10]}, commit `{provenance['commit'][:10]}`{changed};"
        f" Python {provenance['python']}, {versions}; {provenance['device']}{images}",
        quote=False,
    )


def bibtex(provenance, address):
    """How to cite the site, as a Markdown fence; without an ``address`` if the site has none."""
    commit = provenance["commit"][:10] if provenance["clean"] else "uncommitted"
    date = provenance["date"][:10]
    url = f"\n  url    = {{{address}}}," if address else ""
    return f"""```bibtex
@misc{{why_log_variance_{date[:4]},
  title  = {{Why log $\\sigma^2$? Why a variational autoencoder learns the logarithm of the variance}},
  author = {{{{The authors of Why log $\\sigma^2$?}}}},
  year   = {{{date[:4]}}},{url}
  note   = {{Commit {commit}, evidence of {date}}}
}}
```"""


def macros(page, site):
    """{name: function} of what ``page`` may call."""

    def claim(name):
        stated = CLAIM_INDEX.state(name, page.path)
        if not stated:
            return f'<span id="claim-{name}">{absent(name)}</span>'
        sentence = mark("statement", stated["statement"], claim=name)
        heard = 'aria-label="Checked: what was measured"' * bool(stated["holds"])
        classes = f"#claim-{name} .claim {heard}"
        found = evidence_link(badge(stated), page.path, name, classes, shows="badge")
        return f"{sentence}\N{NO-BREAK SPACE}{found}"

    def number(name, part=None):
        return number_of(name, part, page.path)

    def interval(name, part=None):
        return interval_of(name, part, page.path)

    def constant(number, reason):
        return constant_of(number, reason, page.path)

    def figure(name, caption):
        return figure_of(name, caption, page, site.repository)

    def widget(name, figure, caption):
        around = figure_of(figure, caption, page, site.repository)
        return widgets.around(around, name, page)

    def evidence_table():
        return table(CLAIM_INDEX, page.path, site.titles, site.repository)

    def reference_list():
        return references.reference_list(site.titles)

    def citation():
        if not CLAIM_INDEX.provenance:
            return made_with({}, "")
        return bibtex(CLAIM_INDEX.provenance, site.address)

    def provenance(record=None):
        if record is None:
            return made_with(CLAIM_INDEX.provenance, CLAIM_INDEX.data)
        kept = store.read(ROOT / record)
        if kept is None:
            LOG.warning(f"{page.path}: {record} is missing")
            return made_with({}, "")
        return made_with(kept.made, kept.inputs.get("data", "").rpartition(" ")[0])

    survey = functools.cache(conventions.read)

    def convention_count(**wanted):
        return conventions.count(survey(), **wanted)

    def convention_table():
        return conventions.table(survey(), page.path)

    return {name: each for name, each in locals().items() if callable(each)}


# { #anchor } may be written {#anchor}: a comment begins otherwise.
JINJA = jinja2.Environment(
    undefined=jinja2.StrictUndefined,
    comment_start_string="{##",
    comment_end_string="##}",
)


def render(markdown, page, site):
    """A page's Markdown with its macros replaced. Raises SiteError if one cannot be called."""
    # Backslashes between double braces stay what they are: `"$\\theta$"` is no tab and "heta".
    text = BRACES.sub(lambda call: call[0].replace("\\", "\\\\"), markdown)
    try:
        text = JINJA.from_string(text).render(macros(page, site))
    except (jinja2.TemplateError, TypeError, ValueError) as fault:
        raise SiteError(f"{page.path}: {fault}") from fault
    if CLAIM_INDEX.data == "MNIST":
        return text
    return f'!!! warning "Measured on {CLAIM_INDEX.data}, not on MNIST"\n\n{text}'
