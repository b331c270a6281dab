"""Every page in Firefox, light, dark and on a phone: no error, no overflow, accessible; Chromium looks at more."""

import pytest

from evidence.not_measured import NotMeasured
from lab.engines import visit_in_firefox
from tests.site.browser import (
    AXE,
    SCHEME,
    SHORTEN,
    VIEWS,
    inaccessible,
    serve,
)
from tests.site.site import NOTEBOOK_PAGE, PAGES, address

pytestmark = pytest.mark.slow

FADED = "() => new Promise((done) => setTimeout(done, 500))"  # colours change slowly
WIDTH = "() => document.documentElement.scrollWidth"
# Firefox lets a keyboard into every box that scrolls, which axe-core does not know.
LOOK = """async (options) => {
  const rules = {...options.rules, "scrollable-region-focusable": {enabled: false}};
  const found = await axe.run(document, {...options, rules, resultTypes: ["violations"]});
  return { violations: found.violations.map(({ id, help, nodes }) =>
    ({ id, help, nodes: nodes.map(({ html }) => ({ html })) })) };
}"""


def looks():
    """The steps that ask axe-core about each view."""
    yield {"run": f"() => {{ {AXE.read_text(encoding='utf-8')} }}"}
    yield {"run": SHORTEN}
    for width, scheme, rules in VIEWS.values():
        yield {"width": width}
        yield {"run": f"() => {{ {SCHEME} = {scheme!r}; }}"}
        yield {"run": FADED}
        yield {"run": WIDTH}
        yield {"run": LOOK, "given": rules}


def problems_in_firefox(address):
    """All that is wrong with a page. Raises NotMeasured if there is no Firefox."""
    results, problems = visit_in_firefox(address, [*looks()])
    widths = [each for each in results if isinstance(each, int)]
    seen = [each for each in results if isinstance(each, dict)]
    for (view, (width, *_)), wide, each in zip(
        VIEWS.items(), widths, seen, strict=True
    ):
        if wide > width:
            problems.append(
                f"horizontal overflow: content {wide} px, window {width} px"
            )
        problems += [f"{view}: {problem}" for problem in inaccessible(each)]
    return problems


def found(address):
    try:
        return problems_in_firefox(address)
    except NotMeasured as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("page", [*PAGES, NOTEBOOK_PAGE])
def test_a_page_is_sound(origin, page):
    assert found(origin + address(page)) == []


PLANTED = """<!doctype html><html lang="en"><title>Planted</title><body data-md-color-scheme="default"><main>
<h1>Planted</h1><img src="data:,"><p style="color: #888">Pale.</p><p style="width: 900px">Wide.</p>
<script>missing()</script></main></html>"""


def test_what_is_planted_is_seen(tmp_path):
    (tmp_path / "index.html").write_text(PLANTED, encoding="utf-8")
    with serve(tmp_path) as origin:
        problems = "\n".join(found(f"{origin}/"))
    for planted in (
        "missing is not defined",
        "overflow",
        "image-alt",
        "light: axe color-",
    ):
        assert planted in problems
