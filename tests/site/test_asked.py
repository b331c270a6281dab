"""Each public question of Asked elsewhere leads to a claim and to a place on a page that exist."""

from press.tables import asked
from tests.site.site import read


def test_every_question_leads_to_its_claim_and_its_page(built_site, evidence):
    shown = read(built_site, asked.PAGE)
    links = {link["href"] for link in shown.select("article a")}
    for row in asked.read():
        stated = f"{evidence['claims'][row.claim]['page']}#claim-{row.claim}"
        page, _, anchor = (row.page or stated).partition("#")
        assert not anchor or read(built_site, page).find(id=anchor), row.question
        assert {row.link, f"../evidence/#{row.claim}"} <= links
