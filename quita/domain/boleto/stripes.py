"""The stripes of a boleto: Interleaved 2 of 5, as widths and before anything is drawn.

ISO/IEC 16390, without the optional check digit: FEBRABAN's bars hold 44 digits, and drawers that
add one by default print bars that no bank reads.
"""

from __future__ import annotations

WIDE = 3  # modules; a narrow one has 1
_WIDE_PLACES = {
    "0": (2, 3), "1": (0, 4), "2": (1, 4), "3": (0, 1), "4": (2, 4),
    "5": (0, 2), "6": (1, 2), "7": (3, 4), "8": (0, 3), "9": (1, 3),
}  # fmt: skip
_START, _STOP = (1, 1, 1, 1), (WIDE, 1, 1)


def stripes(digits: str) -> tuple[int, ...]:
    """Give the widths, in modules, of bar, gap, bar, gap ... for an even number of digits.

    Raises:
        ValueError: an odd number of them, or something else than digits.

    >>> stripes("00")
    (1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 1, 1, 3, 1, 1)
    """
    if len(digits) % 2 or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("an even number of digits")
    widths = list(_START)
    for bar, gap in zip(digits[::2], digits[1::2], strict=True):
        for place in range(5):
            widths.append(WIDE if place in _WIDE_PLACES[bar] else 1)
            widths.append(WIDE if place in _WIDE_PLACES[gap] else 1)
    return (*widths, *_STOP)
