"""From a phone to the state whose law counts, and to its time of day.

Area codes: Anatel, Plano de Numeração (Resolução 263/2001). A phone may have moved; the area code
is what is known. Fernando de Noronha's hour and the west of Amazonas are not told apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

_AREAS: Mapping[str, str] = {
    "SP": "11 12 13 14 15 16 17 18 19",
    "RJ": "21 22 24",
    "ES": "27 28",
    "MG": "31 32 33 34 35 37 38",
    "PR": "41 42 43 44 45 46",
    "SC": "47 48 49",
    "RS": "51 53 54 55",
    "DF": "61",
    "GO": "62 64",
    "TO": "63",
    "MT": "65 66",
    "MS": "67",
    "AC": "68",
    "RO": "69",
    "BA": "71 73 74 75 77",
    "SE": "79",
    "PE": "81 87",
    "AL": "82",
    "PB": "83",
    "RN": "84",
    "CE": "85 88",
    "PI": "86 89",
    "PA": "91 93 94",
    "AM": "92 97",
    "RR": "95",
    "AP": "96",
    "MA": "98 99",
}
STATE_OF_AREA = {area: state for state, areas in _AREAS.items() for area in areas.split()}
STATES = tuple(_AREAS)
_BRASILIA = ZoneInfo("America/Sao_Paulo")
_ZONES: Mapping[str, ZoneInfo] = {
    "AC": ZoneInfo("America/Rio_Branco"),
    "AM": ZoneInfo("America/Manaus"),
    "MS": ZoneInfo("America/Campo_Grande"),
    "MT": ZoneInfo("America/Cuiaba"),
    "RO": ZoneInfo("America/Porto_Velho"),
    "RR": ZoneInfo("America/Boa_Vista"),
}
_BRAZILIAN = re.compile(r"\+55([1-9][1-9])\d{8,9}")


def state_of(phone: str | None) -> str | None:
    """Give the state of a phone in E.164; None where it is unknown or not Brazilian.

    >>> state_of("+5551981234567"), state_of("+14155550100"), state_of(None)
    ('RS', None, None)
    """
    found = _BRAZILIAN.fullmatch(phone or "")
    return STATE_OF_AREA.get(found[1]) if found else None


def zone_of(state: str) -> ZoneInfo:
    """Give the time zone of a state."""
    return _ZONES.get(state, _BRASILIA)
