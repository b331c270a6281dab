"""The front page's question and answer for search engines; press/theme/partials/structured-data.html has the rest."""

from bs4 import BeautifulSoup


def question(content):
    """The question that the front page asks in its title, and the answer of its first paragraph, with the types of schema.org."""
    soup = BeautifulSoup(content, "html.parser")
    for sign in soup.select(".headerlink"):
        sign.decompose()
    asked, answer = (" ".join(each.get_text().split()) for each in (soup.h1, soup.p))
    accepted = {"@type": "Answer", "text": answer}
    return {"@type": "Question", "name": asked, "acceptedAnswer": accepted}
