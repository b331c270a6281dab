"""What a page's article is made of before any script comes, and what our scripts do with its folds and words."""

from press.article import LONG, finished
from press.katex import with_formulas

CODE = (
    '<div class="language-{} highlight"><pre><span></span><code>{}</code></pre></div>'
)


def test_code_has_its_buttons():
    long = CODE.format("python", '<span class="n">x</span>\n' * (LONG + 1))
    html = finished(
        CODE.format("python", '<span class="k">if</span> <span class="n">x</span>\n')
        + CODE.format("text no-copy output", "1\n" * (LONG + 1))
        + long
        + f"<details>{long}</details>"
    )
    short, output, unfolded, in_fold = html.split('<div class="language-')[1:]
    assert '<code><span class="k">if</span> x\n</code>' in short
    assert 'data-clipboard-target="#code-1 > code"' in short
    assert "<button" not in output
    assert f"Show all {LONG + 1} lines" in unfolded
    assert 'id="code-3"' in unfolded
    assert "folded" not in in_fold


def test_a_table_scrolls_and_code_that_mentions_one_does_not():
    assert finished("<table><tr></tr></table>").count('tabindex="0"') == 1
    for other in ('<table class="parts"></table>', "<code>&lt;table></code>"):
        assert finished(other) == other


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
    assert 'style="margin-right:2.1667em;">,</span>' in formula(r"a,\qquad b")


def test_a_link_opens_the_folds_around_its_target(browser, origin):
    page = browser.new_page()
    page.goto(f"{origin}/reasons/2-tradition/")
    target = page.evaluate("document.querySelector('details:not([open]) [id]').id")
    page.evaluate("id => { location.hash = id }", target)
    page.wait_for_function("id => document.getElementById(id).checkVisibility()", arg=target)  # fmt: skip
    page.goto(f"{origin}/reasons/2-tradition/?again#{target}")
    assert page.locator(f"#{target}").is_visible()
    page.close()


def test_the_words_of_a_search_are_marked(browser, origin):
    page = browser.new_page()
    page.goto(f"{origin}/practice/softplus/?h=softplus+sta")
    marked = page.evaluate(
        "() => [...CSS.highlights.get('searched')].map((range) => range.toString().toLowerCase())"
    )
    assert {*marked} == {"softplus", "sta"}
    page.close()
