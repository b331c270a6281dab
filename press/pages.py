"""What pages may call between double braces: claim, number, interval, constant, figure, the tables, provenance."""

import functools
import html
import re

from mkdocs.utils import get_relative_url

from evidence import store
from evidence.files import ROOT
from press import code_links, conventions, references, widgets
from press.digits import between
from press.evidence import LEDGER, LOG, number_shown
from press.evidence_table import badge, table
from press.figures.state import drawn
from press.links import github, link
from press.marks import attributes, mark, unmarked

BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def part_of(name, part, page):
    """A part's name and what was measured of it, or None (reported); a claim's only part needs no name."""
    claim = LEDGER.get(name, page)
    parts = claim["parts"] if claim else {}
    if part is None and len(parts) == 1:
        (part,) = parts
    if parts and part not in parts:
        LOG.warning(
            f"{page}: claim {name!r} has no part {part!r}; it has {', '.join(parts)}"
        )
    return part, parts.get(part)


def absent(name):
    """What stands in the place of a claim, a number or a figure of it that has no result."""
    reason = html.escape(LEDGER.absent.get(name, "not measured"))
    return f'<span class="absent" markdown="0">[{reason}]</span>'


def evidence_link(text, page, name, classes, **where):
    """A Markdown link to the claim's row of the evidence, with marks (press/marks.py)."""
    target = f"{link(page, 'evidence.md')}#{name}"
    return f"[{text}]({target}){{ {classes}{attributes(claim=name, **where)} }}"


def number_of(name, part, page):
    """The Markdown of ``number(name, part)`` on ``page``: it leads to the claim's row."""
    part, measured = part_of(name, part, page)
    if not measured:
        return absent(name)
    text = number_shown(measured)
    return evidence_link(text, page, name, ".measured", shows="estimate", part=part)


def interval_of(name, part, page):
    """The Markdown of ``interval(name, part)`` on ``page``; reported where the part has none."""
    part, measured = part_of(name, part, page)
    found = measured and between(measured.get("low"), measured.get("high"))
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
            f"{page.file.src_uri}: unknown figure {name!r}; there are {', '.join(drawn)}"
        )
        return f"[{name}: not drawn]"
    this = drawn[name]
    if "absent" in this:
        reason = html.escape(this["absent"])
        return f'<p class="absent" id="figure-{name}">[figure: {reason}]</p>'
    images = "".join(
        f'<img src="{get_relative_url(f"generated/figures/{name}-{scheme}.svg", page.url)}'
        f'#only-{scheme}" alt="{html.escape(unmarked(this["alt"]))}" loading="lazy"'
        f' width="{this["width"]}" height="{this["height"]}">'
        for scheme in ("light", "dark")
    )
    code = code_links.of_figure(this, page.file.src_uri, repository)
    return (
        f'<figure markdown="block" id="figure-{name}" data-shows="figure">{images}\n'
        f'<figcaption markdown="span">{caption} {code}</figcaption></figure>'
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


def bibtex(provenance, address):
    """How to cite the site, as a Markdown fence; without ``address``, where it does not know its own."""
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


def on_pre_page_macros(env):
    """Backslashes between double braces stay what they are: `"$\\theta$"` is no tab and "heta"."""
    env.markdown = BRACES.sub(lambda call: call[0].replace("\\", "\\\\"), env.markdown)


def define_env(env):
    """Called by mkdocs-macros."""

    def titles():
        """{page: its name in the navigation}."""
        pages = env.variables["navigation"].pages
        return {page.file.src_uri: page.title or page.file.src_uri for page in pages}

    def repository():
        return github(env.conf["repo_url"])

    @env.macro
    def claim(name):
        page = env.page.file.src_uri
        stated = LEDGER.state(name, page)
        if not stated:
            return f'<span id="claim-{name}">{absent(name)}</span>'
        sentence = mark("statement", stated["statement"], claim=name)
        heard = 'aria-label="Checked: what was measured"' * bool(stated["holds"])
        classes = f"#claim-{name} .claim {heard}"
        found = evidence_link(badge(stated), page, name, classes, shows="badge")
        return f"{sentence}\N{NO-BREAK SPACE}{found}"

    @env.macro
    def number(name, part=None):
        return number_of(name, part, env.page.file.src_uri)

    @env.macro
    def interval(name, part=None):
        return interval_of(name, part, env.page.file.src_uri)

    @env.macro
    def constant(number, reason):
        return constant_of(number, reason, env.page.file.src_uri)

    @env.macro
    def figure(name, caption):
        return figure_of(name, caption, env.page, repository())

    @env.macro
    def widget(name, figure, caption):
        return widgets.around(
            figure_of(figure, caption, env.page, repository()), name, env.page
        )

    @env.macro
    def evidence_table():
        return table(LEDGER, env.page.file.src_uri, titles(), repository())

    @env.macro
    def reference_list():
        return references.reference_list(titles())

    @env.macro
    def citation():
        if not LEDGER.provenance:
            return made_with({}, "")
        return bibtex(LEDGER.provenance, env.conf["site_url"])

    @env.macro
    def provenance(record=None):
        if record is None:
            return made_with(LEDGER.provenance, LEDGER.data)
        kept = store.read(ROOT / record)
        if kept is None:
            LOG.warning(f"{env.page.file.src_uri}: {record} is missing")
            return made_with({}, "")
        return made_with(kept.made, kept.inputs["data"].rpartition(" ")[0])

    survey = functools.cache(conventions.read)  # once a build

    @env.macro
    def convention_count(**wanted):
        return conventions.count(survey(), **wanted)

    @env.macro
    def convention_table():
        return conventions.table(survey(), env.page.file.src_uri)
