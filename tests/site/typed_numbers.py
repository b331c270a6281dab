"""A rule for authors: no number is typed into a page's prose where a run could have given it.

A number counts as one that a run could give if it has decimals, a power of ten, a sign of approximation, or
a unit that is measured. `constant("0.5413", "ln(e − 1)")` marks one that is no measurement.
"""

import re

STRING = r'"(?:[^"\\]|\\.)*"'
UNIT = (
    r"%|‰|percent\b|per cent\b|nats?\b|ulps?\b|-fold\b|×(?!\s*\d)|\w+/s\b"
    r"|(?:ms|s|seconds?|minutes?|hours?)\b"
)
NUMBER = re.compile(
    r"[≈~±]\s*[−-]?\d[\d,.]*"  # ≈ 12
    r"|[−-]?\d[\d,]*(?:\.\d+)+|(?<![\w.)])\.\d+"  # −156.7, 1,234.5, 2.21.0, .5
    r"|[−-]?\d+[eE][−+-]?\d+|\d+\s*×\s*10[⁻⁰¹²³⁴-⁹]"  # 1e-6, 3 × 10⁻⁸
    rf"|[−-]?\d[\d,]*\s*(?:{UNIT})"  # 12 nats, 5 %, 2×
)
WORDED = re.compile(  # "above two nats", "infinite at the seventh", "below a millionth"
    r"\b(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+"
    r"(?:nats?|percent|ulps?|seconds?|minutes?|hours?|times)"
    r"|(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth|(?:\w+-)?(?:hundred|thousand|million)th)s?)\b"
)
MARKED = re.compile(r"<data [^>]*>.*?</data>")  # see press/data_attributes.py
NOT_PROSE = (  # what is taken out of a page, in this order, and what is left of it
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL), "code"),
    (re.compile(rf"\b(?:constant|number|claim)\((?:\s*{STRING}\s*,?)*\s*\)"), "marked"),
    (re.compile(r"\$\$.*?\$\$", re.DOTALL), "formula"),
    (re.compile(r"\$\s*([−-]?[\d.,]+)\s*\$"), r"\1"),  # a number in dollars is a number
    (re.compile(r"\$(?:(?!\n\n)[^$])+\$"), "formula"),
    (re.compile(r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)"), "]"),
    (re.compile(r"^\s*\[(?!\^)[^\]]+\]:.*$", re.MULTILINE), ""),
    (re.compile(r"https?://\S+|\barXiv:\S+"), "address"),
    (re.compile(r"</?[A-Za-z][^>]*>"), ""),
    (re.compile(r"(?<!\{)\{[:#. ][^{}]*\}"), ""),
    (re.compile(r"· \d+ minutes\*"), ""),  # how long a page takes to read
)


def typed_numbers(prose):
    """The numbers typed into a page's text, which comes without front matter and fences.

    >>> list(typed_numbers("Two of 60,000 images lie 4.5 σ off, see `x = 0.5` and $e^{0.5}$."))
    ["a number is typed here: 'f 60,000 images lie 4.5 σ off, see code and'"]
    >>> forms = "1,234.5, .51, 1e-6, 3 × 10⁻⁸, 12 %, 12 ± 1, 12 nats, 9 images/s, 2× faster, $-156.7$"
    >>> len([*typed_numbers(forms)])
    10
    >>> list(typed_numbers("In 2013, 10 epochs. `0.5`, $$0.5$$, [text](https://example.org/0.5), h = 0"))
    []
    """
    for pattern, left in NOT_PROSE:
        prose = pattern.sub(left, prose)
    yield from told(NUMBER, prose)


def typed_in_alt(alt):
    """The numbers typed into an alternative text, which may hold marked ones; there a word counts too.

    >>> list(typed_in_alt("The bound stays above two nats."))
    ["a number is typed here: 'e bound stays above two nats.'"]
    """
    alt = MARKED.sub("marked", alt)
    yield from typed_numbers(alt)
    yield from told(WORDED, alt)


def told(pattern, text):
    """What a pattern finds, with the words around it."""
    for number in pattern.finditer(text):
        start, end = max(0, number.start() - 20), number.end() + 20
        yield f"a number is typed here: {' '.join(text[start:end].split())!r}"
