"""Where a person may be and whose law holds there, by address and phones: the record's gate.

Lists, pages and the case that somebody puts to the law ask this one function, so that a call is
never judged by another gate than the one that ``law check`` tells.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from esl_dialer.core.people.area_codes import (
    AREA_PROVINCES,
    country_of,
    place_of,
    zones_of_number,
)
from esl_dialer.core.people.gates import LONGEST_GATE, Gate, Place
from esl_dialer.core.people.provinces import (
    ZONES,
    area_of,
    by_address,
    by_postal_code,
    elsewhere,
    law_of,
    regions_of,
)
from esl_dialer.core.people.states import STATE_OF_AREA, STATE_ZONES
from esl_dialer.core.says import Says


def gate(
    region: str, postal_code: str, numbers: tuple[str, ...], zone: str = "", *, by_hand: bool = True
) -> str:
    """A record's gate, as it is kept: the zones by its address and each of its phones, the law of
    its province or state (``region``, a code), and of each place of which a phone is.

    ``zone``, where a person set it (``by_hand``), goes before all zones, and the laws hold there;
    where a list says it, it is asked beside them. Without a region: of those that the postal code
    tells; else the zones and laws of its phones. Empty when nothing tells a zone; longer than
    ``LONGEST_GATE`` when it can't be kept: such a person is not to be called.
    """
    area = area_of(postal_code[:3])
    places = tuple(filter(None, map(place_of, numbers)))
    if zone and by_hand:
        laws = set(_laws(region, area)).union(*(laws_of_number(one) for one in places))
        return written(frozenset((zone,)), laws, ())
    return _gate(region, area, places, zone)


@lru_cache(maxsize=65_536)
def _gate(region: str, area: str, places: tuple[str, ...], zone: str) -> str:
    laws, home = _laws(region, area), by_address(region, area)
    zones = home.union(*(elsewhere(region, area, home, place) for place in places))
    told = frozenset((zone,)) - zones if zone else frozenset[str]()
    there = (Place(zones_of_number(place), laws_of_number(place)) for place in places)
    added = (
        Place(place.zones | told, place.laws)
        for place in there
        if place.zones and not set(place.laws) & set(laws)
    )
    zones |= told
    return written(zones, laws, added) if zones else ""


def _laws(region: str, area: str) -> tuple[str, ...]:
    return tuple(map(law_of, regions_of(region, area)))


@lru_cache(maxsize=65_536)
def laws_of_number(number: str) -> tuple[str, ...]:
    """Whose law holds where a number (E.164) may be, by ISO 3166-2, or a country by its two
    letters; empty when nobody can say."""
    if not number.startswith("+1"):
        country = country_of(number) if number else ""
        return (country,) if country.isalpha() else ()
    code, zones = number[2:5], zones_of_number(number)
    owners = AREA_PROVINCES.get(code, frozenset())
    provinces = sorted(one for one in owners if ZONES[one] & zones) or sorted(owners)
    state = STATE_OF_AREA.get(code)
    return (law_of(state),) if state else tuple(map(law_of, provinces))


def written(zones: frozenset[str], laws: Iterable[str], others: Iterable[Place]) -> str:
    """The gate of all these zones with the address's laws, and of places that numbers add.

    Where it gets too long to be kept, every law holds in every zone, which is stricter; where even
    that is too long, as with a number that may be in three territories, it is the zones alone: of
    them every law is asked. If those would not be all, it is told as long as it is.
    """
    own = tuple(sorted(set(laws)))
    added: dict[frozenset[str], set[str]] = defaultdict(set)
    for place in others:
        added[place.zones].update(set(place.laws) - set(own))
    if not own and len(added) == 1 and zones in added:
        own, added = tuple(sorted(added[zones])), {}
    parts = (Place(where, tuple(sorted(laws))) for where, laws in added.items() if laws)
    gate = Gate(zones, "+".join(own), tuple(sorted(parts, key=str)))
    every = set(own).union(*added.values())
    forms = [str(gate), str(Gate(zones, "+".join(sorted(every))))]
    if every <= set(laws_of_zones(zones)):
        forms.append(str(Gate(zones)))
    return next((text for text in forms if len(text) <= LONGEST_GATE), forms[0])


@cache
def laws_of_zones(zones: frozenset[str]) -> tuple[str, ...]:
    """Every law that may hold where one of these zones is kept: for a gate that knows no law."""
    kept = (ZONES | STATE_ZONES).items()
    regions = sorted(law_of(code) for code, where in kept if where & zones)
    countries = frozenset[str]().union(*(_countries().get(zone, ()) for zone in zones))
    return (*regions, *sorted(countries - {"CA", "US"}))


@cache
def _countries() -> dict[str, frozenset[str]]:
    """By zone, the countries that keep it. Source: the tables of IANA tzdata."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in ("zone.tab", "zone1970.tab"):
        text = (files("tzdata") / "zoneinfo" / name).read_text("utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                countries, _, zone, *_ = line.split("\t")
                found[zone].update(countries.split(","))
    return {zone: frozenset(countries) for zone, countries in found.items()}


def why_there(
    region: str,
    postal_code: str,
    numbers: Iterable[str],
    zone: str = "",
    *,
    by_hand: bool = True,
) -> dict[str, Says]:
    """By zone of the gate that ``gate`` makes of the same: what puts the person there."""
    if zone and by_hand:
        return {zone: Says("set for this person")}
    area = area_of(postal_code[:3])
    home, by_code = by_address(region, area), by_postal_code(area)
    by_the_code = Says("by the postal code {code}", code=postal_code)
    found = {one: by_the_code if one in by_code else Says("by the province") for one in home}
    found = dict(sorted(found.items()))
    for number in numbers:
        for one in sorted(elsewhere(region, area, home, place_of(number)) - found.keys()):
            found[one] = Says("by the phone {number}", number=number)
    if zone:
        found.setdefault(zone, Says("by the time zone that its list says"))
    return found
