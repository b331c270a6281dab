"""A figure is drawn again if it would change."""

import pytest

from tests.site.sample_site import change_claims, edit
from tests.site.site import run


def estimate(value):
    def change(claims):
        claims["small-mean"]["parts"]["half"]["estimate"] = value

    return lambda root: change_claims(root, change)


FIGURE, SVG = "press/figures/small.py", "docs/generated/figures/small-figure-light.svg"
CHANGES = {  # what changed → whether the figure is drawn again
    "another number": (estimate(-52.0), True),
    "nothing": (lambda root: None, False),
    "other code": (lambda root: edit(root, FIGURE, "figure()", "figure(facecolor='C0')"), True),
    "its file is gone": (lambda root: (root / SVG).unlink(), True),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", CHANGES)
def test_a_figure_is_drawn_again_if_it_would_change(copy, what):
    change, again = CHANGES[what]
    before = "before"
    (copy / SVG.replace("light", "dark")).write_text(before)
    change(copy)
    assert run(copy, "-m", "press.figures") == (0, "")
    assert ((copy / SVG.replace("light", "dark")).read_text() != before) == again
