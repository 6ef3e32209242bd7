"""The statutes of calls about a debt, written out by hand for October 2026 to December 2027.

Not from the packs: from what was read of the laws and the regulators' pages (their citations stand
there). Clocks are offsets from UTC with the instants at which they are set, holidays are dates, so
that neither a time zone library nor a rule of moving days is trusted twice. Only what is firm: what
is open or contradicted warns, and is no violation.
"""

from datetime import date

EVERY_DAY = "mon tue wed thu fri sat sun"
WORKDAYS, WEEKEND = "mon tue wed thu fri", "sat sun"
MON_SAT = "mon tue wed thu fri sat"

CLOCKS: dict[str, list[tuple[str, int]]] = {
    "newfoundland": [("2026-03-08T05:30", -150), ("2026-11-01T04:30", -210),
                     ("2027-03-14T05:30", -150), ("2027-11-07T04:30", -210)],
    "atlantic": [("2026-03-08T06:00", -180), ("2026-11-01T05:00", -240),
                 ("2027-03-14T06:00", -180), ("2027-11-07T05:00", -240)],
    "eastern": [("2026-03-08T07:00", -240), ("2026-11-01T06:00", -300),
                ("2027-03-14T07:00", -240), ("2027-11-07T06:00", -300)],
    "central": [("2026-03-08T08:00", -300), ("2026-11-01T07:00", -360),
                ("2027-03-14T08:00", -300), ("2027-11-07T07:00", -360)],
    "mountain": [("2026-03-08T09:00", -360), ("2026-11-01T08:00", -420),
                 ("2027-03-14T09:00", -360), ("2027-11-07T08:00", -420)],
    "manitoba": [("2026-03-08T08:00", -300)],
    "alberta": [("2026-03-08T09:00", -360)],
    "saskatchewan": [("2026-01-01T00:00", -360)],
    "british columbia": [("2026-03-08T10:00", -420)],
    "yukon": [("2026-01-01T00:00", -420)],
    "northwest": [("2026-03-08T09:00", -360)],
    "eastern standard": [("2026-01-01T00:00", -300)],
    "atlantic standard": [("2026-01-01T00:00", -240)],
}  # fmt: skip
"""Minutes from UTC, from that instant (UTC) on. British Columbia, Alberta, the Northwest
Territories and Manitoba set their clocks no more after March 2026."""

AGENCY: dict[str, list[tuple[str, str]]] = {
    "ON": [(MON_SAT, "07:00-21:00"), ("sun", "13:00-17:00")],
    "QC": [(MON_SAT, "08:00-20:00")],
    "BC": [(MON_SAT, "07:00-21:00"), ("sun", "13:00-17:00")],
    "AB": [(EVERY_DAY, "07:00-22:00")],
    "SK": [(MON_SAT, "08:00-21:00")],
    "MB": [(MON_SAT, "07:00-21:00")],
    "NB": [(MON_SAT, "07:00-21:00"), ("sun", "13:00-17:00")],
    "NS": [(MON_SAT, "08:00-21:00")],
    "PE": [(MON_SAT, "08:00-21:00")],
    "NL": [(EVERY_DAY, "08:00-22:00")],
}
"""When a collection agency may call; a day that is not there: never. Elsewhere no hours are firm.

ON Reg 74; QC R-2.2; BC BPCPA Part 7; AB Reg 194/99 s.12; SK Collection Agents Act; MB C200;
NB Reg 84-256 s.14; NS Collection and Debt Management Agencies Act s.20; PE Collection Agencies Act;
NL Reg 986/96 s.12."""

CREDITOR = {"BC": AGENCY["BC"], "NS": AGENCY["NS"]}
"""Who collects its own debt: BPCPA s.113; Consumer Creditors' Conduct Act."""

BANK = [(MON_SAT, "07:00-21:00"), ("sun", "13:00-17:00")]
"""SOR/2021-181, item 5(1): everywhere."""

RECORDED = [(WORKDAYS, "09:00-21:30"), (WEEKEND, "10:00-18:00")]
"""Any recorded voice, everywhere: CRTC UTR Part IV."""


def days(*written: str) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, written))


HOLIDAYS: dict[str, frozenset[date]] = {
    "ON": days("2026-10-12", "2026-11-11", "2026-12-25", "2026-12-26", "2027-01-01", "2027-02-15",
               "2027-03-26", "2027-03-29", "2027-05-24", "2027-07-01", "2027-09-06", "2027-10-11",
               "2027-11-11", "2027-12-25", "2027-12-26", "2027-12-27"),
    "QC": days("2026-10-12", "2026-12-25", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-24",
               "2027-06-24", "2027-07-01", "2027-09-06", "2027-10-11", "2027-12-25"),
    "BC": days("2026-10-12", "2026-11-11", "2026-12-25", "2027-01-01", "2027-02-15", "2027-03-26",
               "2027-05-24", "2027-07-01", "2027-08-02", "2027-09-06", "2027-09-30", "2027-10-11",
               "2027-11-11", "2027-12-25"),
    "SK": days("2026-10-12", "2026-11-11", "2026-12-25", "2026-12-26", "2027-01-01", "2027-02-15",
               "2027-03-26", "2027-05-24", "2027-07-01", "2027-08-02", "2027-09-06", "2027-10-11",
               "2027-11-11", "2027-12-25", "2027-12-26"),
    "MB": days("2026-10-12", "2026-12-25", "2027-01-01", "2027-02-15", "2027-03-26", "2027-05-24",
               "2027-07-01", "2027-09-06", "2027-09-30", "2027-10-11", "2027-12-25"),
    "NB": days("2026-11-11", "2026-12-25", "2027-01-01", "2027-02-15", "2027-03-26", "2027-07-01",
               "2027-08-02", "2027-09-06", "2027-11-11", "2027-12-25"),
    "bank": days("2026-10-12", "2026-11-11", "2026-12-25", "2027-01-01", "2027-03-26",
                 "2027-03-29", "2027-05-24", "2027-07-01", "2027-09-06", "2027-09-30",
                 "2027-10-11", "2027-11-11", "2027-12-25"),
}  # fmt: skip
"""On which nobody is called, by whose list. A holiday of BC, NS, PE or AB that is open is not
here."""

FEDERAL = "federal"
LABRADOR = {"NL": "atlantic,newfoundland", FEDERAL: "atlantic"}

PLACES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "Toronto": ("ON", "M5V 1A1", "416", {"ON": "eastern"}),
    "Thunder Bay": ("ON", "P7B 1A1", "807", {"ON": "eastern"}),
    "Kenora": ("ON", "P9N 1A1", "807", {"ON": "manitoba,central"}),
    "Atikokan": ("ON", "P0T 1C0", "807", {"ON": "eastern,manitoba,central,eastern standard"}),
    "Ontario": ("ON", "", "705", {"ON": "eastern,manitoba,central,eastern standard"}),
    "Montreal": ("QC", "H2X 1Y4", "514", {"QC": "eastern"}),
    "Magdalen Islands": ("QC", "G4T 1A1", "418", {"QC": "atlantic"}),
    "Lower North Shore": ("QC", "G0G 1W0", "418", {"QC": "eastern,atlantic standard"}),
    "Vancouver": ("BC", "V6B 1A1", "604", {"BC": "british columbia"}),
    "Cranbrook": ("BC", "V1C 1A1", "250", {"BC": "alberta,british columbia"}),
    "Creston": ("BC", "V0B 1G0", "250", {"BC": "alberta,british columbia"}),
    "Calgary": ("AB", "T2P 1A1", "403", {"AB": "alberta"}),
    "Regina": ("SK", "S4P 1A1", "306", {"SK": "saskatchewan"}),
    "Lloydminster": ("SK", "S9V 0A1", "306", {"SK": "alberta"}),
    "Creighton": ("SK", "S0P 0A0", "306", {"SK": "saskatchewan,manitoba"}),
    "Winnipeg": ("MB", "R3C 1A1", "204", {"MB": "manitoba"}),
    "Moncton": ("NB", "E1C 1A1", "506", {"NB": "atlantic"}),
    "Halifax": ("NS", "B3H 1A1", "902", {"NS": "atlantic"}),
    "Charlottetown": ("PE", "C1A 1A1", "902", {"PE": "atlantic"}),
    "St. John's": ("NL", "A1C 1A1", "709", {"NL": "newfoundland"}),
    "Labrador City": ("NL", "A2V 1A1", "709", LABRADOR),
    "Cartwright": ("NL", "A0K 1V0", "709", LABRADOR),
    "Whitehorse": ("YT", "Y1A 1A1", "867", {"YT": "yukon"}),
    "Yellowknife": ("NT", "X1A 1A1", "867", {"NT": "northwest"}),
    "Baffin": ("NU", "X0A 0H0", "867", {"NU": "eastern,central"}),
    "Kitikmeot": ("NU", "X0B 0C0", "867", {"NU": "mountain"}),
    "Kivalliq": ("NU", "X0C 0G0", "867", {"NU": "central,eastern standard"}),
    "Toronto, a Vancouver number": (
        "ON", "M5V 1A1", "778", {"ON": "eastern,british columbia", "BC": "british columbia"},
    ),
}  # fmt: skip
"""By name: province, postal code and area code of a person there; whose law holds, and by which
clocks, all of which must be open; federal law by those of the first, unless it says otherwise.
Kenora and Cranbrook may keep another clock than is assumed; Labrador's law counts Newfoundland's
time too; a place in between is in all of them."""
