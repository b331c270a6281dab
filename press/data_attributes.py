"""Marks of printed numbers: each names its claim and part, so that a test can find it and compare it with the evidence.

A mark is an element with `data-shows`: what it shows of `data-part` of `data-claim`, which are attributes of it or of
an element around it. tests/site/marks.py reads them.
"""

import html
import re

ACTIVE = re.compile(r"[`$\[\]\\{}|*_]")  # Markdown would read it in an attribute too


def attributes(**data):
    """`data-…` attributes; None is left out.

    >>> attributes(shows="estimate", claim="some-id", part='a "b" $c$', control=None)
    ' data-shows="estimate" data-claim="some-id" data-part="a &quot;b&quot; &#36;c&#36;"'
    """
    return "".join(
        f' data-{name}="{ACTIVE.sub(lambda sign: f"&#{ord(sign[0])};", html.escape(value))}"'
        for name, value in data.items()
        if value is not None
    )


def mark(shows, text, tag="span", **where):
    """`text` in an element whose attributes say what it shows.

    >>> mark("interval", "1 to 2", claim="some-id", part="")
    '<span data-shows="interval" data-claim="some-id" data-part="">1 to 2</span>'
    """
    return f"<{tag}{attributes(shows=shows, **where)}>{text}</{tag}>"
