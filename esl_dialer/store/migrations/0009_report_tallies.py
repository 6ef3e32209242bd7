"""Report tallies."""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, CompositeKey, IntegerField, Model

COUNTS_ANEW = ("result_day_tally", "result_hour_tally")


def up(migrator: Any, db: Any) -> None:
    class ResultDayTally(Model):
        day = IntegerField()
        campaign_id = IntegerField()
        province = CharField(max_length=8)
        outcome = CharField(max_length=32)
        simulated = BooleanField()
        contact = IntegerField()
        slot = BigIntegerField(index=True)
        calls = IntegerField()
        answered = IntegerField()
        talk_ms = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "result_day_tally"
            primary_key = CompositeKey(
                "day", "campaign_id", "province", "outcome", "simulated", "contact", "slot"
            )

    db.create_tables([ResultDayTally])

    class ResultHourTally(Model):
        hour = IntegerField()
        campaign_id = IntegerField()
        outcome = CharField(max_length=32)
        simulated = BooleanField()
        slot = BigIntegerField(index=True)
        calls = IntegerField()
        answered = IntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "result_hour_tally"
            primary_key = CompositeKey("hour", "campaign_id", "outcome", "simulated", "slot")

    db.create_tables([ResultHourTally])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("result_hour_tally"))
    migrator.migrate(migrator.drop_table("result_day_tally"))
