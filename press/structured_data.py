"""What a page says of itself to search engines: JSON-LD with the types of schema.org.

The front page is a FAQPage and no QAPage, because readers cannot add answers to it. There is no ClaimReview: it is for
reviews of what other people claimed.
"""

import json

from bs4 import BeautifulSoup

from press.citation import TEXT_LICENSE, about, authors

FRONT = "index.md"
LESSONS = "tutorial/"


def question(content):
    """The question that the front page asks in its title, and the answer of its first paragraph."""
    soup = BeautifulSoup(content, "html.parser")
    for sign in soup.select(".headerlink"):
        sign.decompose()
    asked, answer = (" ".join(each.get_text().split()) for each in (soup.h1, soup.p))
    accepted = {"@type": "Answer", "text": answer}
    return {"@type": "Question", "name": asked, "acceptedAnswer": accepted}


def described(article, site):
    """The JSON-LD of an Article as a dict."""
    whole = {"@type": "WebSite", "name": site.name}
    kind = "LearningResource" if article.path.startswith(LESSONS) else "TechArticle"
    found = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": article.title,
        "description": article.description,
        "inLanguage": "en",
        "author": [{"@type": "Organization", "name": name} for name in authors()],
        "license": TEXT_LICENSE,
        "version": about()["version"],
        "isPartOf": whole,
    }
    if site.made:  # a page is as old as its evidence
        found["dateModified"] = site.made["date"][:10]
    if article.path == FRONT:
        found["@type"] = [kind, "FAQPage"]
        found["mainEntity"] = [question(article.html)]
    if site.address:
        found["url"] = site.address + article.address
        whole["url"] = site.address
    return found


def script(article, site):
    """The same as an element of a page's head."""
    text = json.dumps(described(article, site), ensure_ascii=False)
    text = text.replace("<", r"\u003c")  # no text may end the element
    return f'<script type="application/ld+json">{text}</script>'
