"""A page runs the site's files and the scripts of its templates, and a build with any other script is red."""

import re

import pytest

from press.csp import with_policy
from press.errors import SiteError

PAGE = """<head><meta charset="utf-8"><script>go(../..)</script></head>
<article><p>{}</p></article><script src='x.js'></script>"""


def test_a_templates_script_is_allowed_by_its_hash():
    protected = with_policy(PAGE.format("Text."), "page/")
    assert protected.startswith('<head><meta charset="utf-8"><meta http-equiv=')
    (policy,) = re.findall(r'Policy" content="([^"]+)', protected)
    assert re.search(r"script-src 'self' 'sha256-[\w+/=]+'$", policy)


@pytest.mark.parametrize("inside", ["", "</article>"])
def test_another_script_stops_the_build(inside):
    page = PAGE.format(f"{inside}<SCRIPT type=module>go(../..)</SCRIPT>")
    with pytest.raises(SiteError, match=r"page/: unknown inline script"):
        with_policy(page, "page/")
