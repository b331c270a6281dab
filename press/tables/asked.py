"""Public questions and reports with our answers: docs/asked-elsewhere.yml, printed on asked-elsewhere.md."""

from press.paths import DOCS, link
from press.tables.records import load, schema, sections, text

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
SCHEMA = schema(
    ["topic", "question", "where", "link", "verdict", "claim"],
    {
        "topic": {"enum": [*TOPICS]},
        "question": text(),
        "where": text(),
        "link": text(r'^https://[^\s<>"()]+$'),
        "verdict": text(),
        "claim": text(r"^[a-z0-9-]+$"),
        # Where to read more; without it, that is where the claim is stated.
        "page": text(r"^[\w/-]+\.md(#[\w-]+)?$"),
    },
)


def read():
    return load(FILE, SCHEMA, unique="link")


def questions(claims, titles):
    """All questions by topic, as Markdown; ``claims`` returns a claim by its id, or None."""

    def item(row):
        claim = claims(row.claim)
        target = row.page or (f"{claim['page']}#claim-{row.claim}" if claim else PAGE)
        page, hash_, anchor = target.partition("#")
        more = f"[{titles.get(page, page)}]({link(PAGE, page)}{hash_}{anchor})"
        proof = f"[{row.claim}]({link(PAGE, 'evidence.md')}#{row.claim})"
        return (
            f"- **{row.question}** [{row.where}]({row.link})<br>{row.verdict}"
            f"<br><small>Read: {more}. Claim: {proof}.</small>"
        )

    return sections(read(), "topic", TOPICS, item)
