"""A rule for claims: a number in the sentence and the limit of its check are one constant, so none is typed there.

A sentence is an f-string that names its constants. What is part of a formula or of code stands in `$…$` or in
backticks; a digit inside of a name, and the few notations below, are no number of a check.
"""

import ast
import re

from evidence.syntax import sentence

NOT_TYPED = re.compile(
    r"\$[^$]*\$|`[^`]*`"  # formulas and code
    r"|\b[A-Za-z]+\d[\w.]*"  # float32, TF2, Conv2D
    r"|N\(0, (?:1|I)\)"  # the standard Normal
    r"|(?<![\d.,−-])[012](?!\d|[.,]\d|\s*(?:%|nat|step|epoch|pair|seed|image|unit))"  # as mathematics has them
    r"|\(?\b(?:19|20)\d\d\b\)?"  # a year
)
LONE = re.compile(r"\$\s*([−-]?[\d.,]+)\s*\$")  # a number in dollars is a number
DIGIT = re.compile(r"[−-]?\d[\d,.]*")


def literal(mark):
    """The typed text of the sentence in a decorator `@claim(…)`; `…` stands for the value of a name."""
    return sentence(mark, typed_part)


def typed_part(code):
    """The same for an expression in braces: its numbers, or `…` if it contains a name."""
    nodes = [*ast.walk(ast.parse(code))]
    if any(isinstance(node, ast.Name) for node in nodes):
        return "…"
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return " ".join(str(value) for value in values if isinstance(value, int | float))


def typed(mark):
    """The numbers typed into the sentence of a decorator, one line each.

    >>> def mark(decorator):
    ...     return ast.parse(decorator, mode="eval").body
    >>> [*typed(mark('claim(f"Less than 2 nats, more than {LEAST:g}.")'))]
    ["'2' in 'Less than 2 nats, more than ….'"]
    >>> [*typed(mark('claim("In float32 $x = 3$, as in 2013. " f"Less than {14}.")'))]
    ["'14' in 'In float32 $x = 3$, as in 2013. Less than 14.'"]
    """
    text = literal(mark)
    for number in DIGIT.finditer(NOT_TYPED.sub("…", LONE.sub(r"\1", text))):
        yield f"{number[0].rstrip(',.')!r} in {text!r}"
