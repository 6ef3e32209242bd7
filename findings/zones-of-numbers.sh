#!/bin/bash
# phonenumbers 9.0.43: the time zones of valid North American numbers are an hour off, or half of them.
#
# Behaviour, of numbers that the library itself calls valid:
# - 474 (Saskatchewan, the ground of 306 and 639) is America/Winnipeg, while 306 and 639 are
#   America/Regina: an hour later in November 2026.
# - 250-782, which its geocoder calls Dawson Creek, is America/Edmonton, while tzdata has
#   America/Dawson_Creek, an hour earlier; 867-645 (Rankin Inlet) is America/Winnipeg.
# - 364 and 930 lie over 270 and 812, which it knows to be in two zones; they are in one.
# A caller who goes by the first answer calls at 7 or 8 in the morning, or after 9 in the evening.
#
# Seen on 2026-11-29, with tzdata 2026.6, at noon UTC of 2026-12-01:
#   474-555 America/Winnipeg -5; the place: America/Regina -6
#   250-782 Dawson Creek, BC America/Edmonton -6; the place: America/Dawson_Creek -7
#   867-645 Rankin Inlet, NU America/Winnipeg -5; the place: America/Rankin_Inlet -6
#   364 America/New_York of 270 America/Chicago America/New_York
#   930 America/New_York of 812 America/Chicago America/New_York
#
# Exits with 1 when any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check phonenumbers==9.0.43 tzdata==2026.6
cat >"$folder/expected" <<'TEXT'
474-555 America/Winnipeg -5; the place: America/Regina -6
250-782 Dawson Creek, BC America/Edmonton -6; the place: America/Dawson_Creek -7
867-645 Rankin Inlet, NU America/Winnipeg -5; the place: America/Rankin_Inlet -6
364 America/New_York of 270 America/Chicago America/New_York
930 America/New_York of 812 America/Chicago America/New_York
TEXT
PYTHONTZPATH="" "$folder/venv/bin/python" >"$folder/seen" <<'PYTHON'
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import geocoder, timezone

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def zones(digits):
    number = phonenumbers.parse(f"+1{digits}")
    assert phonenumbers.is_valid_number(number), digits
    return timezone.time_zones_for_number(number)


def hours(zone):
    return round(NOON.astimezone(ZoneInfo(zone)).utcoffset().total_seconds() / 3600)


for exchange, place in (
    ("474-555", "America/Regina"),
    ("250-782", "America/Dawson_Creek"),
    ("867-645", "America/Rankin_Inlet"),
):
    digits = exchange.replace("-", "") + "2345"
    (zone,) = zones(digits)
    town = geocoder.description_for_number(phonenumbers.parse(f"+1{digits}"), "en")
    known = f"{town} " if "," in town else ""
    print(f"{exchange} {known}{zone} {hours(zone)}; the place: {place} {hours(place)}")
for younger, older in (("364", "270"), ("930", "812")):
    every = {zone for e in range(200, 1000) if e % 100 != 11 for zone in zones(f"{older}{e}2345")}
    print(younger, *zones(f"{younger}5552345"), "of", older, *sorted(every))
PYTHON
cat "$folder/seen"
diff "$folder/expected" "$folder/seen" || exit 1
