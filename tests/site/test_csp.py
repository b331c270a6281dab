"""A page runs the site's files and the scripts of its templates, and a build with any other script is red."""

import re

import pytest

from press.csp import with_policy
from press.errors import SiteError

HEAD = '<head><meta charset="utf-8"></head>'
KNOWN = "go({{ base_url }})"


@pytest.fixture
def theme(tmp_path):
    (tmp_path / "main.html").write_text(f"<script>{KNOWN}</script>")
    return [str(tmp_path)]


def test_a_templates_script_is_allowed_by_its_hash(theme):
    page = HEAD + "<script>go(../..)</script><script src='x.js'></script>"
    protected = with_policy(page, "page/", theme)
    assert protected.startswith('<head><meta charset="utf-8"><meta http-equiv=')
    (policy,) = re.findall(r'Policy" content="([^"]+)', protected)
    assert re.search(r"script-src 'self' 'sha256-[\w+/=]+'$", policy)


@pytest.mark.parametrize("code", ["alert(1)", "go(..);alert(1)", "go('x')"])
def test_another_script_stops_the_build(theme, code):
    page = f"{HEAD}<p><SCRIPT type=module>{code}</SCRIPT></p>"
    with pytest.raises(SiteError, match=r"page/: unknown inline script"):
        with_policy(page, "page/", theme)
