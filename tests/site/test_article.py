"""What a page's article is made of before any script comes, and what our scripts do with its folds and words."""

from press.katex import with_formulas
from tests.site.browser import opened, until


def formula(tex):
    page = {"a page": rf'<span class="arithmatex">\({tex}\)</span>'}
    return with_formulas(page)["a page"]


def test_a_formula_has_few_elements():
    letter = formula("h")
    assert "<math" not in letter
    assert "aria-hidden" not in letter
    power = formula(r"\sigma^2")
    assert "<math" in power
    assert 'aria-hidden="true"' in power
    assert "raised" in power
    assert "vlist" not in power
    assert "vlist" in formula(r"\sigma_i^2")


def test_a_link_opens_the_folds_around_its_target(browser, origin):
    with opened(browser, origin, "/reasons/2-tradition/") as tab:
        page = tab.page
        target = page.evaluate("document.querySelector('details:not([open]) [id]').id")
        page.evaluate("id => { location.hash = id }", target)
        until(page, "id => document.getElementById(id).checkVisibility()", target)
        page.goto(f"{origin}/reasons/2-tradition/?again#{target}")
        assert page.locator(f"#{target}").is_visible()


def test_the_words_of_a_search_are_marked(browser, origin):
    with opened(browser, origin, "/practice/softplus/?h=softplus+sta") as tab:
        marked = tab.page.evaluate(
            "() => [...CSS.highlights.get('searched')].map((range) => range.toString().toLowerCase())"
        )
    assert {*marked} == {"softplus", "sta"}
