"""Phone numbers in E.164, and the two forms of a Brazilian mobile.

Between 2012 and 2016 Anatel put a 9 before Brazilian mobile numbers (Resolução 553/2010). Some
WhatsApp ids and many old portfolios still lack it, so both forms are looked up; a number is
stored and answered as it came. phonenumbers does the rest, but refuses the old form.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

BRAZIL = "BR"
_INTERNATIONAL_PREFIX = re.compile(r"^\s*(?:\+|00)")
_BRAZILIAN_WITH_COUNTRY = re.compile(r"55[1-9]{2}[0-9]{8,9}")  # country, area code, 8 or 9 digits
# Old mobiles began with 6 to 9 and landlines begin with 2 to 5, so a 9 is only ever put before
# the first, and taken away only where an old form existed.
_OLD_MOBILE = re.compile(r"\+55([1-9]{2})([6-9][0-9]{7})")
_NEW_MOBILE = re.compile(r"\+55([1-9]{2})9([6-9][0-9]{7})")


def canonical(raw: str) -> str | None:
    """Writes a phone in E.164 (`+5551981234567`), or None where it is no phone.

    Without `+` or `00`, a number is Brazilian (with or without 55, trunk zero and carrier code)
    or none: a digit too few must not turn a debtor's phone into somebody's in Peru. The ninth
    digit is neither added nor removed.
    """
    digits = phonenumbers.normalize_digits_only(raw)
    if _INTERNATIONAL_PREFIX.match(raw):
        return _valid("+" + digits.lstrip("0"))
    return _valid("+" + digits if _BRAZILIAN_WITH_COUNTRY.fullmatch(digits) else raw)


def from_wa_id(wa_id: str) -> str | None:
    """Writes a WhatsApp id (international digits without a plus) in E.164, or None."""
    return canonical("+" + wa_id)


def equivalents(e164: str) -> tuple[str, ...]:
    """Lists the forms under which the same phone may be on file.

    A Brazilian mobile gives the form with the ninth digit first (the one a carrier dials), then
    the one without it; everything else gives itself alone.
    """
    match = _OLD_MOBILE.fullmatch(e164) or _NEW_MOBILE.fullmatch(e164)
    if match is None:
        return (e164,)
    area, subscriber = match.groups()
    dialled = f"+55{area}9{subscriber}"
    return (dialled, f"+55{area}{subscriber}") if _is_mobile(dialled) else (e164,)


def masked(e164: str) -> str:
    """Write a phone so that whoever knows it recognises it, and nobody else learns it.

    >>> masked("+5551981234567"), masked("+14155552671")
    ('(51) ·····-4567', '·····-2671')
    """
    area = f"({e164[3:5]}) " if e164.startswith("+55") else ""
    return f"{area}·····-{e164[-4:]}"


def _valid(number: str) -> str | None:
    try:
        parsed = phonenumbers.parse(number, BRAZIL)
    except NumberParseException:
        return None
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(parsed) or len(equivalents(written)) > 1:
        return written
    return None


def _is_mobile(e164: str) -> bool:
    parsed = phonenumbers.parse(e164, None)
    return phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE
