"""What authors may not write, planted in the sources of a healthy site, is named."""

import pytest

from tests.site.lint import faults
from tests.site.sample_site import FILES, INDEX, NOTEBOOK, edit

SUMS = "snippets/sums.py"


@pytest.fixture
def sources(tmp_path):
    """The sources of the small site, which are sound."""
    for name in (INDEX, NOTEBOOK, SUMS, "snippets/session.pycon"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    assert faults(tmp_path) == []
    return tmp_path


INCLUDE = '--8<-- "sums.py:total"'
ELBO = 'The ELBO is {{ number("a-claim") }} nats.\n\nSee'
PLANTED = [  # file, old, new, what is said of it
    (INDEX, INCLUDE, "x = 1", "docs/index.md: Python is typed here: x = 1"),
    (INDEX, "# Small", "~~~py\nx = 1\n~~~\n\n# Small", "typed here: x = 1"),
    (INDEX, "See", "- a\n\n    ```pycon\n    >>> 1\n    ```\n\nSee", "here: >>> 1"),
    (INDEX, "See", "```text\nimport os\n```\n\nSee", "typed here: import os"),
    (INDEX, '{{ constant("1.5", "3/2, by hand") }}', "1.5", "Half of it is 1.5."),
    (INDEX, "Its caption: ", "Of 12 nats: ", "a number is typed here: "),
    (INDEX, "See", ELBO, "without its training's length: The ELBO is"),
    (NOTEBOOK, "The formula", "Over 12 %. The formula", "docs/tutorial/cvae.md: a"),
    (NOTEBOOK, "```python", '```python alt="It is 0.5."', "typed here: 'It is 0.5.'"),
    (INDEX, "sums.py:total", "sums.py:sum", "snippets/sums.py has no section 'sum'"),
    (INDEX, "sums.py:total", "sums.py", 'not a named section: --8<-- "sums.py"'),
    (SUMS, "[end:total]", "[end:x]", "section 'total' needs one start"),
    (SUMS, "[start:total]", "[start:b]", "section 'total' needs one start"),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), PLANTED)
def test_bad_sources_are_red(sources, file, old, new, fault):
    edit(sources, file, old, new)
    assert any(fault in found for found in faults(sources)), faults(sources)
