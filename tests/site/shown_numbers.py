"""Numbers as a page writes them, read back, and whether each is what a part of the evidence allows.

Nothing here uses the press's own ways of writing: what a number may look like is worked out again.
"""

import re
from decimal import Decimal

SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
WRITTEN = re.compile(r"(−?)([\d,]+)(?:\.(\d+))?(?: × 10([⁻⁰¹²³⁴-⁹]+))?")
SPECIAL = {"NaN": "nan", "∞": "inf", "−∞": "-inf"}
DIGITS = 4  # of a measured number without an interval; a whole one keeps all
DIGITS_OF_A_LIMIT = 6
HAIR = Decimal("1e-9")  # relative; a decimal number is no binary one


def number(text):
    """A written number and the place of its last digit, as Decimals; its name and None where it is not finite.

    >>> number("−1,234.50"), number("3.2 × 10⁻⁸"), number("∞")
    ((Decimal('-1234.50'), Decimal('0.01')), (Decimal('3.2E-8'), Decimal('1E-9')), ('inf', None))
    """
    if text in SPECIAL:
        return SPECIAL[text], None
    match = WRITTEN.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no number")
    sign, whole, decimals, power = match.groups()
    decimals = decimals or ""
    exponent = int((power or "0").translate(SUPERSCRIPT))
    digits = Decimal(whole.replace(",", "") + decimals)
    place = Decimal(1).scaleb(exponent - len(decimals))
    return (-digits if sign else digits) * place, place


def leading(value):
    """The place of a number's first digit.

    >>> leading(Decimal("0.0314")), leading(Decimal(200))
    (Decimal('0.01'), Decimal('1E+2'))
    """
    return Decimal(1).scaleb(value.adjusted())


def half_width(part):
    """Half of a part's interval; None where it has none, or one without end."""
    ends = [part.get("low"), part.get("high")]
    if None in ends or any(isinstance(end, str) for end in ends):
        return None
    low, high = map(Decimal, ends)
    return (high - low) / 2 or None


def place_beside(half):
    """The place of the last digit beside half an interval: of its leading digit, or the next where that is a 1."""
    return leading(half) / (10 if half < 2 * leading(half) else 1)


def place_of(part):
    """The place of the last digit that a part's number may show, and whether it must be shown though it is 0."""
    if half := half_width(part):
        return place_beside(half), True
    if isinstance(part["estimate"], str):
        return Decimal(1), False
    estimate = Decimal(part["estimate"])
    digits = part.get("digits", DIGITS)
    place = leading(estimate).scaleb(1 - digits) if estimate else Decimal(1)
    return (min(Decimal(1), place) if abs(estimate) < 10**7 else place), False


def rounded(text, value, place, fixed):
    """What is wrong with `text` as `value` rounded to `place`; a `fixed` place shows its zeros."""
    if isinstance(value, str):
        return None if number(text) == (value, None) else f"expected {value}"
    found, last = number(text)
    if last is None:
        return f"expected {value}"
    value = Decimal(value)
    if abs(found - value) > place / 2 + abs(value) * HAIR:
        return f"expected {value:.9g}, rounded to {place}"
    if found % place:
        return f"digits after the place of {place}, which nothing supports"
    if fixed and last > place:
        return f"digits are missing before the place of {place}"
    return None


def estimate(text, part):
    return rounded(text, part["estimate"], *place_of(part))


def interval(text, part):
    """Its two ends, each with one digit more than the estimate."""
    ends = re.split(r" to | and ", text)
    half = half_width(part)
    if not half or len(ends) != 2:
        return "expected two ends" if half else "the part has no interval"
    place = place_beside(half) / 10
    said = (
        rounded(end, part[name], place, True)
        for end, name in zip(ends, ("low", "high"), strict=True)
    )
    return next(filter(None, said), None)


def value(text, part):
    """The estimate with its unit."""
    unit = f" {part['unit']}" if part.get("unit") else ""
    if not text.endswith(unit):
        return f"expected the unit{unit}"
    return estimate(text.removesuffix(unit), part)


def expected(text, part):
    want = part["expected"]
    if isinstance(want, str):
        return None if text.replace("−", "-") == want else f"expected {want!r}"
    return plain(text, want)


def plain(text, want):
    """A number without an interval, such as a limit."""
    return estimate(text, {"estimate": want, "digits": DIGITS_OF_A_LIMIT})


PARTS = {
    "estimate": estimate,
    "interval": interval,
    "value": value,
    "expected": expected,
    "n": lambda text, part: plain(text, part["n"]),
    "resolves": lambda text, part: plain(text, part["resolves"]),
}
