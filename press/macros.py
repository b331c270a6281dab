"""The macros that pages call between double braces: claim, number, interval, constant, figure, widget, the tables, provenance."""

import functools
import html
import re

import jinja2

from evidence import store
from evidence.files import ROOT
from evidence.provenance import made_with
from press import claim_index, code_links, evidence_table, templates, widgets
from press.citation import about, bibtex
from press.claim_index import LOG, data_sets, look_up
from press.data_attributes import attributes, mark
from press.errors import SiteError
from press.figures.state import drawn
from press.formatting import format_part
from press.paths import DOCS, link
from press.style import SCHEMES
from press.tables import conventions, records, references

BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def absent(name):
    """What is printed in place of a claim without a result, or of its numbers."""
    reason = html.escape(claim_index.without_result().get(name, "not measured"))
    return f'<span class="absent" markdown="0">[{reason}]</span>'


def in_words(made, data):
    """One line of Markdown: when, from which commit and with what something was measured, and on which images."""
    if not made:
        return "nothing was measured"
    changed = "" if made["clean"] else ", with changes that are not committed"
    images = f"; images: {data}" if data else ""
    measured = f"{made['date'][:10]}, commit `{made['commit'][:10]}`{changed}"
    return html.escape(f"{measured}; {made_with(made)}{images}", quote=False)


class Macros:
    """The macros of one page; each public method returns Markdown, and warns of what is not there."""

    def __init__(self, page, site):
        self._page, self._site = page, site

    def _warn(self, text):
        LOG.warning(f"{self._page.path}: {text}")

    def _part(self, name, part):
        """(name of a part, what was measured of it or None); a claim's only part needs no name."""
        claim = look_up(name, self._page.path)
        parts = claim["parts"] if claim else {}
        if part is None and len(parts) == 1:
            (part,) = parts
        if parts and part not in parts:
            there = ", ".join(parts)
            self._warn(f"claim {name!r} has no part {part!r}; it has {there}")
        return part, parts.get(part)

    def _evidence_link(self, text, name, classes, **where):
        """A link to the claim's row of the evidence, with the attributes of press/data_attributes.py."""
        target = f"{link(self._page.path, 'evidence.md')}#{name}"
        return f"[{text}]({target}){{ {classes}{attributes(claim=name, **where)} }}"

    def claim(self, name):
        """The claim's sentence, and a badge that leads to its row."""
        stated = claim_index.stated_on(name, self._page.path)
        if not stated:
            return f'<span id="claim-{name}">{absent(name)}</span>'
        sentence = mark("statement", stated["statement"], claim=name)
        heard = 'aria-label="Checked: what was measured"' * bool(stated["holds"])
        classes = f"#claim-{name} .claim {heard}"
        sign = self._evidence_link(
            evidence_table.badge(stated), name, classes, shows="badge"
        )
        return f"{sentence}\N{NO-BREAK SPACE}{sign}"

    def _measured(self, shows, name, part, text_of):
        """What ``text_of`` prints of a part, as a link to the claim's row."""
        part, measured = self._part(name, part)
        text = text_of(measured) if measured else ""
        if measured and not text:
            self._warn(f"claim {name!r}, part {part!r}, has no {shows}")
        if not text:
            return absent(name)
        return self._evidence_link(text, name, ".measured", shows=shows, part=part)

    def number(self, name, part=None):
        return self._measured("estimate", name, part, format_part)

    def interval(self, name, part=None):
        return self._measured("interval", name, part, evidence_table.ends)

    def constant(self, number, reason):
        """A number that is no measurement; the reason shows on hover and on focus, and is read aloud."""
        if not re.search(r"\d", number) or not reason.strip():
            self._warn(
                f"constant({number!r}, {reason!r}) needs a number and its reason"
            )
        reason = html.escape(reason)
        return (
            f'<span class="constant" tabindex="0" title="{reason}">{mark("constant", number)}'
            f'<span class="constant-reason"> (not measured: {reason})</span></span>'
        )

    def figure(self, name, caption, widget=None):
        """A figure in its light and its dark variant, with a link to the function that drew it."""
        if name not in drawn:
            self._warn(f"unknown figure {name!r}; there are {', '.join(drawn)}")
            return f"[{name}: not drawn]"
        return templates.render(
            "figure.html",
            name=name,
            drawn=drawn[name],
            caption=caption,
            file=link(self._page.address, f"generated/figures/{name}"),
            schemes=SCHEMES,
            code=code_links.address(drawn[name]["code"], self._page.path),
            widget=widget,
        )

    def widget(self, name, figure, caption):
        """A figure as the place of a widget."""
        if name not in widgets.WIDGETS:
            there = ", ".join(widgets.WIDGETS)
            self._warn(f"unknown widget {name!r}; there are {there}")
            return self.figure(figure, caption)
        script = link(self._page.address, "generated/widgets/load.js")
        widget = {"name": name, "script": script} | widgets.WIDGETS[name]
        return self.figure(figure, caption, widget)

    def evidence_table(self):
        """All claims below the names of their pages."""
        return templates.render(
            "evidence.html",
            table=evidence_table,
            claims=claim_index.published()["claims"],
            page=self._page.path,
            titles=self._site.titles,
            provenance_of=claim_index.provenance_of,
            address=code_links.address,
            version=about()["version"],
        )

    def entries(self, name):
        """The entries of docs/<name>.yml, each of which has a link of its own."""
        return records.load(DOCS / f"{name}.yml", unique="link")

    def titled(self, target):
        """A link to a page, or to a place in it, by the page's name in the navigation."""
        page, hash_, anchor = target.partition("#")
        name = self._site.titles.get(page, page)
        return f"[{name}]({link(self._page.path, page)}{hash_}{anchor})"

    @functools.cached_property
    def _cited(self):
        return references.cited()

    def citing(self, address):
        """Links to the pages that cite a source, in the navigation's order."""
        pages = (page for page in self._site.titles if page in self._cited[address])
        return ", ".join(map(self.titled, pages))

    def citation(self):
        if not self._site.made:
            return in_words({}, "")
        return f"```bibtex\n{bibtex(self._site.made, self._site.address)}\n```"

    def source_archive(self):
        """A link to the source that this site was built from."""
        if not (archive := code_links.archive()):
            return "the source"
        address = link(self._page.address, archive[0])
        return f'<a href="{address}" download>the source of this site</a>'

    def provenance(self, record=None):
        """How the evidence was measured, or a record in docs/evidence/."""
        if record is None:
            return in_words(self._site.made, data_sets())
        kept = store.read(ROOT / record)
        if kept is None:
            raise ValueError(f"{record} is missing")
        return in_words(kept.made, kept.inputs.get("data", "").rpartition(" ")[0])

    @functools.cached_property
    def _survey(self):
        return conventions.read()

    def convention_count(self, **wanted):
        return conventions.count(self._survey, **wanted)

    def convention_bars(self):
        return conventions.bars(self._survey)

    def convention_table(self):
        return conventions.table(self._survey, self._page.path)


# { #anchor } may be written {#anchor}: a comment begins otherwise.
JINJA = jinja2.Environment(
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    comment_start_string="{##",
    comment_end_string="##}",
)


def render(markdown, page, site):
    """A page's Markdown with its macros replaced. Raises SiteError if one cannot be called."""
    # Backslashes between double braces stay what they are: `"$\\theta$"` is no tab and "heta".
    text = BRACES.sub(lambda call: call[0].replace("\\", "\\\\"), markdown)
    try:
        macros = Macros(page, site)
        public = (name for name in dir(macros) if not name.startswith("_"))
        template = JINJA.from_string(text)
        text = template.render({name: getattr(macros, name) for name in public})
    except (jinja2.TemplateError, TypeError, ValueError) as fault:
        raise SiteError(f"{page.path}: {fault}") from fault
    if data_sets() == "MNIST":
        return text
    return f'!!! warning "Measured on {data_sets()}, not on MNIST"\n\n{text}'
