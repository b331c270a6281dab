"""The gate for leaks: it names what a generator that ignores our hooks prints, and nothing on a sound page."""

from bs4 import BeautifulSoup

from press.leaks import leaks

SOUND = """
<article><p>Between <code>{{ braces }}</code> and <span class="arithmatex"><span class="katex">\\sigma</span></span>,
<span data-shows="statement">one and two are three.</span> <a data-shows="badge">✓</a></p><pre>$ pip</pre></article>
<script>"{{"</script>
"""
LEAKS = {
    '{{ claim("some-id") }}': "a macro",
    "It is $x$.": "a formula",
    r'<span class="arithmatex">\\(x\\)</span>': "not rendered",
    '<pre><code>--8&lt;-- "file.py"</code></pre>': "not included",
    '<span data-shows="statement"></span>': "an empty claim",
    "[not measured]": "without a measurement",
}


def found(html):
    return [*leaks(BeautifulSoup(html, "html.parser"))]


def test_each_leak_is_named_and_nothing_else():
    assert found(SOUND) == []
    for leak, what in LEAKS.items():
        (said,) = found(SOUND.replace("</article>", f"<p>{leak}</p></article>"))
        assert what in said
