"""A rule for claims: a number in the sentence and the limit of its check are one constant, so none is typed there.

A sentence is an f-string that names its constants. What is part of a formula or of code stands in `$…$` or in
backticks; a digit inside of a name, and the few notations below, are no number of a check.
"""

import ast
import re

NOT_TYPED = re.compile(
    r"\$[^$]*\$|`[^`]*`"  # formulas and code
    r"|\b[A-Za-z]+\d[\w.]*"  # float32, TF2, Conv2D
    r"|N\(0, (?:1|I)\)"  # the standard Normal
    r"|(?<![\d.,−-])[012](?!\d|[.,]\d|\s*(?:%|nat|step|epoch|pair|seed|image|unit))"  # as mathematics has them
    r"|\(?\b(?:19|20)\d\d\b\)?"  # a year
)
LONE = re.compile(r"\$\s*([−-]?[\d.,]+)\s*\$")  # a number in dollars is a number
DIGIT = re.compile(r"[−-]?\d[\d,.]*")


def sentences_of(source):
    """{id: expression} of the sentence of each ``@claim(…)`` in a test file."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        for mark in getattr(node, "decorator_list", []):
            called = getattr(mark, "func", None)
            if called and ast.unparse(called).split(".")[-1] == "claim":
                name = node.name.removeprefix("test_").replace("_", "-")
                found[name] = mark.args[0]
    return found


def literal(sentence):
    """What is typed of a sentence; `…` stands for what a name gives, and a number typed into braces is typed."""
    if isinstance(sentence, ast.Constant):
        return str(sentence.value)
    if isinstance(sentence, ast.JoinedStr):
        return "".join(map(literal, sentence.values))
    if isinstance(sentence, ast.BinOp):
        return literal(sentence.left) + literal(sentence.right)
    inside = [
        node.value
        for node in ast.walk(getattr(sentence, "value", sentence))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    ]
    named = any(isinstance(node, ast.Name) for node in ast.walk(sentence))
    return "…" if named else " ".join(map(str, inside))


def typed(source):
    """The numbers typed into the sentences of a test file, one line each.

    >>> list(typed('''@claim(f"Less than 2 nats, more than {LEAST:g}.", page="a.md")
    ... def test_one_claim(): pass'''))
    ["one-claim: '2' in 'Less than 2 nats, more than ….'"]
    >>> list(typed('''@claim("In float32 $x = 3$, as in 2013. " f"Less than {14}.", page="a.md")
    ... def test_one_claim(): pass'''))
    ["one-claim: '14' in 'In float32 $x = 3$, as in 2013. Less than 14.'"]
    """
    for name, sentence in sentences_of(source).items():
        text = literal(sentence)
        for number in DIGIT.finditer(NOT_TYPED.sub("…", LONE.sub(r"\1", text))):
            found = number[0].rstrip(",.")
            yield f"{name}: {found!r} in {text!r}"
