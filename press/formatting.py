"""Numbers as readers see them: only the digits that the measurement supports."""

import math

MINUS = "−"
HUGE = 1e7  # from here on, numbers are written as powers of ten
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_number(estimate, low=None, high=None, digits=6):
    """``estimate`` with the digits that its interval supports; without an interval, with so many significant ``digits``.

    The last digit is the second digit of the interval's half-width.

    >>> format_number(1.99834, 1.9952, 2.0015), format_number(-156.523, -156.8, -156.2), format_number(2.0)
    ('1.9983', '−156.52', '2')
    >>> format_number(3.2e-8), format_number(60000), format_number(28036, digits=3), format_number("nan")
    ('3.2 × 10⁻⁸', '60,000', '28,036', 'NaN')
    >>> format_number(16777216.0), format_number(-0.004, -0.1, 0.09), format_number(1e-4, 0.9e-4, 1.12e-4)
    ('1.67772 × 10⁷', '−0.004', '1.00 × 10⁻⁴')
    >>> format_number("inf"), format_number("-inf"), format_number(0.0)
    ('∞', '−∞', '0')
    """
    estimate = float(estimate)  # the evidence stores "nan" and "inf" as text
    if math.isnan(estimate):
        return "NaN"
    if math.isinf(estimate):
        return "∞" if estimate > 0 else f"{MINUS}∞"
    if half := _half_width(low, high):
        return _write(estimate, _last_place(half))
    place = _leading_place(estimate) - digits + 1 if estimate else 0
    if abs(estimate) < HUGE:
        place = min(0, place)  # a whole number keeps all its digits
    return _write(estimate, place, trim_zeros=True)


def format_interval(low, high):
    """The interval with the decimals of its estimate; "" if there is no interval.

    >>> format_interval(1.9952, 2.0015), format_interval(-4.17, -1.26), format_interval(2, 2), format_interval("-inf", 1)
    ('1.9952 to 2.0015', '−4.2 to −1.3', '', '')
    """
    if not (half := _half_width(low, high)):
        return ""
    place = _last_place(half)
    return " to ".join(_write(float(end), place) for end in (low, high))


def format_part(part):
    """The estimate of one part of a claim; without an interval it has four digits, or all of a whole number's."""
    low, high = part.get("low"), part.get("high")
    return format_number(part["estimate"], low, high, digits=4)


def _half_width(low, high):
    """Half of the interval's width; 0 if it has no finite one."""
    half = 0.0 if None in (low, high) else (float(high) - float(low)) / 2
    return half if math.isfinite(half) else 0.0


def _last_place(half):
    """The decimal place to round to next to such a half-width, as a power of ten."""
    return _leading_place(half) - 1


def _leading_place(value):
    return math.floor(math.log10(abs(value)))


def _write(value, place, trim_zeros=False):
    """``value`` rounded to the decimal ``place``, a power of ten."""
    value = round(value, -place)
    size, sign, power = abs(value), MINUS if value < 0 else "", ""
    if value and (size < 1e-3 or size >= HUGE):
        exponent = _leading_place(size)
        size, place = size / 10**exponent, place - exponent
        power = f" × 10{str(exponent).translate(SUPERSCRIPT)}"
    comma = "," if size >= 1e4 else ""
    digits = f"{size:{comma}.{max(0, -place)}f}"
    if trim_zeros and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"{sign}{digits}{power}"
