"""The gate for leaks: it names what a generator that ignores our hooks prints, and nothing on a sound page."""

import pytest
from bs4 import BeautifulSoup

from press.leaks import leaks, main

SOUND = """
<article><p>Between <code>{{ braces }}</code> and <span class="arithmatex"><span class="katex">\\sigma</span></span>,
<span data-shows="statement">one and two are three.</span> <a data-shows="badge">✓</a></p><pre>$ pip</pre></article>
<script>"{{"</script>
"""
LEAKS = {
    '{{ claim("some-id") }}': "a macro",
    "{% for each in all %}": "a macro",
    "It is $x$.": "a formula",
    r'<span class="arithmatex">\\(x\\)</span>': "not rendered",
    '<pre><code>--8&lt;-- "file.py"</code></pre>': "not included",
    '<span data-shows="statement"></span>': "an empty claim",
    "<ul><li> </li></ul>": "an empty claim",
    "[not measured]": "without a measurement",
}


def found(html):
    return [*leaks(BeautifulSoup(html, "html.parser"))]


def test_a_sound_page_has_no_leak():
    assert found(SOUND) == []


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_named(leak):
    (said,) = found(SOUND.replace("</article>", f"<p>{leak}</p></article>"))
    assert LEAKS[leak] in said


def test_a_folder_without_pages_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"has no page; expected the folder of a"):
        main(tmp_path)
