"""Numbers as readers see them: only the digits that the measurement supports."""

import math

MINUS = "−"
HUGE = 1e7  # from here on as a power of ten
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def shown(estimate, low=None, high=None, digits=6):
    """``estimate`` rounded to the leading digit of its interval's half-width, or the next where that is a 1; without
    an interval to so many digits.

    >>> shown(1.99834, 1.9952, 2.0015), shown(-156.523, -156.7, -156.3), shown(2.0)
    ('1.998', '−156.5', '2')
    >>> shown(3.2e-8), shown(60000), shown(28036, digits=3), shown("nan")
    ('3.2 × 10⁻⁸', '60,000', '28,036', 'NaN')
    >>> shown(16777216.0), shown(-0.004, -0.1, 0.09), shown(1e-4, 0.9e-4, 1.12e-4)
    ('1.67772 × 10⁷', '0.00', '1.00 × 10⁻⁴')
    >>> shown(2.0**63, digits=4)
    '9.223 × 10¹⁸'
    """
    estimate = float(estimate)  # not finite: the evidence holds its name
    if not math.isfinite(estimate):
        return "NaN" if math.isnan(estimate) else ("∞" if estimate > 0 else f"{MINUS}∞")
    half = _half_width(low, high)
    if half:
        return _rounded(estimate, _place(half), trim=False)
    place = _leading(estimate) - digits + 1 if estimate else 0
    if abs(estimate) < HUGE:
        place = min(0, place)  # a whole number keeps all its digits
    return _rounded(estimate, place, trim=True)


def between(low, high):
    """The interval with one digit more than its estimate is shown with; "" where there is no interval.

    >>> between(1.9952, 2.0015), between(-4.17, -1.26), between(2, 2), between(None, 1)
    ('1.9952 … 2.0015', '−4.17 … −1.26', '', '')
    >>> shown(-1.865, -4.17, -1.26)
    '−1.9'
    """
    if not (half := _half_width(low, high)):
        return ""
    return " … ".join(
        _rounded(end, _place(half) - 1, trim=False) for end in (float(low), float(high))
    )


def _half_width(low, high):
    half = 0.0 if None in (low, high) else (float(high) - float(low)) / 2
    return half if math.isfinite(half) else 0.0


def _place(half):
    """Of the last digit that is shown beside such a half-width: 1.5 is too much to be rounded by, 0.5 is not."""
    leading = _leading(half)
    return leading - (half < 2 * 10.0**leading)


def _leading(value):
    return math.floor(math.log10(abs(value)))


def _rounded(value, place, trim):
    return _written(round(value, -place), -place, trim)


def _written(value, decimals, trim):
    size = abs(value)
    sign = MINUS if value < 0 else ""
    if value and (size < 1e-3 or size >= HUGE):
        exponent = _leading(size)
        digits = _trimmed(
            f"{size / 10**exponent:.{max(0, decimals + exponent)}f}", trim
        )
        return f"{sign}{digits} × 10{str(exponent).translate(SUPERSCRIPT)}"
    comma = "," if size >= 1e4 else ""
    return sign + _trimmed(f"{size:{comma}.{max(0, decimals)}f}", trim)


def _trimmed(digits, trim):
    return digits.rstrip("0").rstrip(".") if trim and "." in digits else digits
