"""The last hop: what the site shows is what the evidence says; and each way to print another thing is seen."""

import itertools

import pytest

from evidence.files import ROOT
from tests.site.sample_site import build_all, edit
from tests.site.shown import claims_of, page_faults, row_faults
from tests.site.site import PAGES

SMALL_PAGES = ("index.md", "other.md", "evidence.md")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_the_evidence_says(built_site, page):
    assert [*page_faults(ROOT, built_site, page, claims_of(built_site))] == []


def test_the_rows_show_all_of_the_evidence(built_site):
    assert [*row_faults(built_site, claims_of(built_site))] == []


def faults(root):
    """What a small site shows otherwise than its evidence."""
    site = root / "site"
    claims = claims_of(site)
    of_pages = (page_faults(root, site, page, claims) for page in SMALL_PAGES)
    return [*itertools.chain(*of_pages, row_faults(site, claims))]


def test_a_small_site_shows_what_its_evidence_says(healthy):
    assert faults(healthy) == []


INTERVAL = "1.992 to 2.033"
EVIDENCE_PAGE = "site/evidence/index.html"
PAGE = "site/index.html"
SHOWN_OTHERWISE = {  # what is printed for what, and what is said of it
    "low for the estimate": (PAGE, ">2.01<", ">1.99<", "expected 2.01234"),
    "the next number": (PAGE, ">2.01<", ">2.02<", "expected 2.01234"),
    "a digit that the interval does not support": (
        PAGE,
        ">2.01<",
        ">2.012<",
        "digits after the place of 0.01",
    ),
    "a digit too few": (PAGE, ">2.01<", ">2.0<", "expected 2.01234"),
    "without its sign": (PAGE, ">−51.23<", ">51.23<", "expected -51.2"),
    "a bound with more than four digits": (
        PAGE,
        ">−51.23<",
        ">−51.235<",
        "digits after the place of 0.01",
    ),
    "another power of ten": (PAGE, ">2.01<", ">2.01 × 10⁻³<", "expected 2.01234"),
    "no number": (PAGE, ">2.01<", ">NaN<", "expected 2.01234"),
    "a wrong unit after it": (PAGE, "</a> nats, or", "</a> %, or", "'%' follows"),
    "a swapped part": (
        PAGE,
        'data-part="all" data-shows="estimate" href="evidence/#small-mean">2.01<',
        'data-part="half" data-shows="estimate" href="evidence/#small-mean">−51.23<',
        "first difference: [(('estimate', 'small-mean', 'all')",
    ),
    "an interval the wrong way round": (
        PAGE,
        INTERVAL,
        "2.033 to 1.992",
        "expected 1.99",
    ),
    "an interval too short": (PAGE, INTERVAL, "1.992 to 2.023", "expected 2.03"),
    "an interval with too few digits": (
        PAGE,
        INTERVAL,
        "1.99 to 2.03",
        "rounded to 0.001",
    ),
    "a number that leads nowhere": (
        PAGE,
        'href="evidence/#small-mean">2.01<',
        'href="evidence/#small-sum">2.01<',
        "does not lead to its row",
    ),
    "a number in a heading": (
        PAGE,
        'Link to this section">',
        'Link to this section"><a data-shows="estimate" data-claim="small-sum"'
        ' data-part="" href="evidence/#small-sum">3</a>',
        "inside of a heading",
    ),
    "a number without its mark": (
        PAGE,
        'data-part="half" data-shows="estimate"',
        'data-part="half"',
        "texts asked for",
    ),
    "another constant": (PAGE, '"constant">1.5<', '"constant">1.6<', "'1.6'"),
    "another sentence": (PAGE, "One and two are", "One and one are", "statement of"),
    "a badge that fails": (PAGE, ">✓</a>", ">✗</a>", "expected ✓"),
    "a badge that tells more": (PAGE, ">✓</a>", ">✓ 4</a>", "expected ✓"),
    "no badge": (PAGE, 'id="claim-small-sum"', "", "has no badge of small-sum"),
    "another alternative text": (
        PAGE,
        'alt="A frame for −',
        'alt="A frame for ',
        "alt",
    ),
    "an alternative text of another number": (
        "docs/generated/figures/figures.json",
        "\\u221251.23<",
        "\\u221251.24<",
        "alt of small-figure: estimate of small-mean, half",
    ),
    "an alternative text with a typed number": (
        "docs/generated/figures/figures.json",
        "A frame for ",
        "A frame of two nats for ",
        "alt of small-figure: a number is typed here",
    ),
    "a cell with low for the estimate": (
        EVIDENCE_PAGE,
        ">2.01 nats<",
        ">1.99 nats<",
        "value of small-mean, all",
    ),
    "a cell with a wrong unit": (
        EVIDENCE_PAGE,
        ">2.01 nats<",
        ">2.01 %<",
        "expected the unit nats",
    ),
    "a cell with another interval": (
        EVIDENCE_PAGE,
        "1.992 to 2.033",
        "1.982 to 2.033",
        "interval of small-mean, all",
    ),
    "another limit": (EVIDENCE_PAGE, ">at least −60<", ">at least −61<", "expected of"),
    "another number of samples": (EVIDENCE_PAGE, ">12,001<", ">12,002<", "n of small"),
    "another error that would be found": (
        EVIDENCE_PAGE,
        '"resolves">0.1<',
        '"resolves">0.01<',
        "resolves of small-mean, all",
    ),
    "another rate": (EVIDENCE_PAGE, "1 in 10,000", "1 in 1,000", "rates of small-mean"),
    "a fault that passed": (EVIDENCE_PAGE, ">rejected<", ">accepted<", "other verdict"),
    "another number of a fault": (
        EVIDENCE_PAGE,
        ">−70 %<",
        ">−71 %<",
        "value of small-mean, one is lost, half",
    ),
    "two rows swapped": (
        EVIDENCE_PAGE,
        'data-claim="small-mean"',
        'data-claim="small-sum"',
        "statement of small-sum",
    ),
    "a part left out": (
        EVIDENCE_PAGE,
        ">half</th>",
        ">all</th>",
        "row of small-mean lacks ('value', None, 'half')",
    ),
}


@pytest.mark.parametrize("what", SHOWN_OTHERWISE)
def test_what_is_shown_otherwise_is_seen(copy, what):
    file, old, new, said = SHOWN_OTHERWISE[what]
    edit(copy, file, old, new)
    found = faults(copy)
    assert any(said in fault for fault in found), found


def test_a_press_that_prints_low_for_the_estimate_is_seen(copy):
    edit(
        copy,
        "press/macros.py",
        "text = number_shown(measured)",
        'text = number_shown(measured | {"estimate": measured.get("low", 0)})',
    )
    assert build_all([copy]) == [(0, "")]
    found = faults(copy)
    assert any("estimate of small-mean, all, '1.99': exp" in one for one in found), (
        found
    )
