"""Every page in Firefox, light, dark and on a phone: no error, no overflow, accessible; Chromium looks at more."""

import pytest

from evidence.not_measured import NotMeasured
from lab.engines import visit_in_firefox
from tests.site.browser import (
    ALL,
    AXE,
    COLOURS,
    DESK,
    PHONE,
    SCHEME,
    SCHEMES,
    SHORTEN,
    WHOLE,
    in_words,
)
from tests.site.site import ALL as ALL_PAGES
from tests.site.site import address

pytestmark = pytest.mark.slow

VIEWS = {  # window, and what axe-core is asked: a phone's page scrolls in more places
    "light": (PHONE, ALL),
    "dark": (DESK, COLOURS),
}
FADED = "() => new Promise((done) => setTimeout(done, 500))"  # colours change slowly
WIDTH = "() => document.documentElement.scrollWidth"
# Firefox lets a keyboard into every box that scrolls, which axe-core does not know.
# It may lay out a formula of which it has read a part.
HALF_READ = "Incorrect number of children"
LOOK = """async (options) => {
  const rules = {...options.rules, "scrollable-region-focusable": {enabled: false}};
  const found = await axe.run(document, {...options, rules, resultTypes: ["violations"]});
  return { violations: found.violations.map(({ id, help, nodes }) =>
    ({ id, help, nodes: nodes.map(({ html }) => ({ html })) })) };
}"""


def looks():
    """The steps that ask axe-core about each view."""
    for view, (width, rules) in VIEWS.items():
        yield {"width": width}  # opens the page once more, in a frame
        yield {"run": f"() => {{ {AXE.read_text(encoding='utf-8')} }}"}
        yield {"run": SHORTEN, "given": WHOLE}
        yield {"run": f"() => {{ {SCHEME} = {SCHEMES[view]!r}; }}"}
        yield {"run": FADED}
        yield {"run": WIDTH}
        yield {"run": LOOK, "given": rules}


@pytest.mark.parametrize("page", ALL_PAGES)
def test_a_page_is_sound(origin, page):
    try:
        results, problems = visit_in_firefox(origin + address(page), [*looks()])
    except NotMeasured as reason:
        pytest.skip(str(reason))
    problems = [problem for problem in problems if HALF_READ not in problem]
    results = [each for each in results if each is not None]
    for view, (width, _) in VIEWS.items():
        wide, seen = results.pop(0), results.pop(0)
        if wide > width:
            problems.append(f"{view}: content {wide} px, window {width} px")
        problems += [f"{view}: {problem}" for problem in in_words(seen)]
    assert problems == []
