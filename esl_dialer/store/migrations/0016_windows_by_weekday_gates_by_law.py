"""A window has spans by weekday, a gate says whose law holds, a campaign has a mode."""

import json
from typing import Any

from peewee import BooleanField, CharField, IntegerField, Model, TextField

COUNTS_ANEW = ("record_tally",)
"""By gate."""

SHORT = ("window_start", "window_end", "saturday", "sunday")

WITH_LAW = """
UPDATE record SET gate = gate || '@CA-' || province
WHERE LENGTH(gate) <= 122 AND province IN
    ('BC', 'YT', 'AB', 'NT', 'SK', 'MB', 'ON', 'QC', 'NB', 'NS', 'PE', 'NL', 'NU')
"""
"""Of up to 128 characters, which the column keeps."""

ZONES_ALONE = "UPDATE record SET gate = REPLACE(gate, '@CA-' || province, '')"

OF_GATES = (("campaign_id", "gate", "ready", "position"),
            ("campaign_id", "gate", "ready", "random_key"))  # fmt: skip
"""Indexes that hold gates: made anew, which is quicker than to move a million entries."""


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(
        migrator.add_column("campaign", "window", TextField(default="")),
        migrator.add_column("campaign", "mode", CharField(max_length=32, default="cpm")),
    )
    _write_windows(db)
    migrator.migrate(*(migrator.drop_column("campaign", name) for name in SHORT))
    _rewrite_gates(migrator, db, WITH_LAW)


def _write_windows(db: Any) -> None:
    class Campaign(Model):
        window_start = IntegerField()
        window_end = IntegerField()
        saturday = BooleanField()
        sunday = BooleanField()
        window = TextField()

        class Meta:
            database = db
            table_name = "campaign"

    short = [Campaign.window_start, Campaign.window_end, Campaign.saturday, Campaign.sunday]
    for start, end, *weekend in Campaign.select(*short).distinct().tuples():
        ticks = [True] * 5 + weekend
        days = json.dumps([[[start, end]] if tick else [] for tick in ticks], separators=(",", ":"))
        alike = [field == value for field, value in zip(short, [start, end, *weekend], strict=True)]
        Campaign.update(window=days).where(*alike).execute()


def _rewrite_gates(migrator: Any, db: Any, sql: str) -> None:
    migrator.migrate(
        *(migrator.drop_index("record", f"record_{'_'.join(columns)}") for columns in OF_GATES)
    )
    db.execute_sql(sql)
    migrator.migrate(*(migrator.add_index("record", columns) for columns in OF_GATES))


def down(migrator: Any, db: Any) -> None:
    """Of a window with more than one span a day, the first start and the last end."""
    _rewrite_gates(migrator, db, ZONES_ALONE)
    migrator.migrate(
        migrator.add_column("campaign", "window_start", IntegerField(default=9 * 60)),
        migrator.add_column("campaign", "window_end", IntegerField(default=18 * 60 + 45)),
        migrator.add_column("campaign", "saturday", BooleanField(default=False)),
        migrator.add_column("campaign", "sunday", BooleanField(default=False)),
    )
    _read_windows(db)
    migrator.migrate(
        migrator.drop_column("campaign", "window"), migrator.drop_column("campaign", "mode")
    )


def _read_windows(db: Any) -> None:
    class Campaign(Model):
        window_start = IntegerField()
        window_end = IntegerField()
        saturday = BooleanField()
        sunday = BooleanField()
        window = TextField()

        class Meta:
            database = db
            table_name = "campaign"

    for (window,) in Campaign.select(Campaign.window).distinct().tuples():
        days = json.loads(window)
        spans = [span for spans in days for span in spans] or [[0, 0]]
        short = {
            "window_start": min(start for start, _ in spans),
            "window_end": max(end for _, end in spans),
            "saturday": bool(days[5]),
            "sunday": bool(days[6]),
        }
        Campaign.update(**short).where(Campaign.window == window).execute()
