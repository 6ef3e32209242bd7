"""Tallies."""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, CompositeKey, IntegerField, Model

COUNTS_ANEW = True

REACHED = """
WITH results AS (
    SELECT id, answered_at,
        ROW_NUMBER() OVER (PARTITION BY record_id, run ORDER BY claimed_at) AS number,
        COUNT(answered_at) OVER (PARTITION BY record_id, run ORDER BY claimed_at) AS answers
    FROM attempt WHERE outcome NOT IN ('refused', 'not_placed')
)
UPDATE attempt SET contact = results.number FROM results
WHERE results.id = attempt.id AND results.answered_at IS NOT NULL AND results.answers = 1
"""


def up(migrator: Any, db: Any) -> None:
    class RecordTally(Model):
        campaign_id = IntegerField()
        status = CharField(max_length=32)
        audio = CharField(max_length=32)
        gate = CharField(max_length=128)
        due = IntegerField()
        audio_version = IntegerField()
        own_transfer = BooleanField()
        slot = BigIntegerField()
        records = IntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "record_tally"
            primary_key = CompositeKey(
                "campaign_id",
                "status",
                "audio",
                "gate",
                "due",
                "audio_version",
                "own_transfer",
                "slot",
            )

    db.create_tables([RecordTally])

    class ResultTally(Model):
        hour = IntegerField()
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
            table_name = "result_tally"
            primary_key = CompositeKey(
                "hour", "campaign_id", "province", "outcome", "simulated", "contact", "slot"
            )
            indexes = ((("campaign_id", "hour"), False),)

    db.create_tables([ResultTally])

    migrator.migrate(migrator.drop_index("attempt", "attempt_campaign_id"))
    migrator.migrate(migrator.drop_index("attempt", "attempt_record_id"))
    migrator.migrate(migrator.add_column("attempt", "contact", IntegerField(default=0)))
    db.execute_sql(REACHED)
    migrator.migrate(migrator.add_index("record", ("campaign_id", "status", "id")))
    migrator.migrate(migrator.add_index("attempt", ("start_at",)))


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_index("attempt", "attempt_start_at"))
    migrator.migrate(migrator.drop_index("record", "record_campaign_id_status_id"))
    migrator.migrate(migrator.drop_column("attempt", "contact"))
    migrator.migrate(migrator.add_index("attempt", ("record_id",)))
    migrator.migrate(migrator.add_index("attempt", ("campaign_id",)))
    migrator.migrate(migrator.drop_table("result_tally"))
    migrator.migrate(migrator.drop_table("record_tally"))
