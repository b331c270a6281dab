"""Public questions and reports with our answers: docs/asked-elsewhere.yml, printed on asked-elsewhere.md."""

from dataclasses import dataclass

from press.paths import DOCS
from press.tables.records import duplicates, load, text
from press.urls import link

FILE = DOCS / "asked-elsewhere.yml"
PAGE = "asked-elsewhere.md"
TOPICS = {
    "why": "Why a logarithm, and which one",
    "line": "The KL line and its ½",
    "weight": "Sums, means and weights",
    "mismatch": "A mismatch in real code",
    "nan": "Negative, exploding and NaN",
    "diffusion": "Latent-diffusion autoencoders",
    "policy": "Policies and optimizers",
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["topic", "question", "where", "link", "verdict", "claim"],
    "properties": {
        "topic": {"enum": [*TOPICS]},
        "question": text(),
        "where": text(),
        "link": text(r'^https://[^\s<>"()]+$'),
        "verdict": text(),
        "claim": text(r"^[a-z0-9-]+$"),
        "page": text(r"^[\w/-]+\.md(#[\w-]+)?$"),
    },
}


@dataclass(frozen=True)
class Question:
    """One question. `page` is where to read more; without it, that is where the claim is stated."""

    topic: str
    question: str
    where: str
    link: str
    verdict: str
    claim: str
    page: str = ""


def read():
    """All questions. Raises ValueError, with all that is wrong, for a damaged file."""
    rows = load(FILE, SCHEMA)
    if twice := duplicates([row["link"] for row in rows]):
        raise ValueError(f"{FILE.name}: more than one entry of {', '.join(twice)}")
    return [Question(**row) for row in rows]


def item(row, claims, titles):
    """One question as a Markdown list item; ``claims`` returns a claim by its id, or None."""
    claim = claims(row.claim)
    target = row.page or (f"{claim['page']}#claim-{row.claim}" if claim else PAGE)
    page, hash_, anchor = target.partition("#")
    more = f"[{titles.get(page, page)}]({link(PAGE, page)}{hash_}{anchor})"
    proof = f"[{row.claim}]({link(PAGE, 'evidence.md')}#{row.claim})"
    return (
        f"- **{row.question}** [{row.where}]({row.link})<br>{row.verdict}"
        f"<br><small>Read: {more}. Claim: {proof}.</small>"
    )


def questions(claims, titles):
    """All questions by topic, as Markdown."""
    rows, lines = read(), []
    for topic, heading in TOPICS.items():
        items = (item(row, claims, titles) for row in rows if row.topic == topic)
        lines += [f"## {heading}", "", *items, ""]
    return "\n".join(lines)
