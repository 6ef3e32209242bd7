"""Notices."""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class Notice(Model):
        at = BigIntegerField(index=True)
        kind = CharField(max_length=32)
        subject = CharField(max_length=128, default="")
        campaign_id = IntegerField(null=True)
        values = TextField(default=dict)
        key = CharField(unique=True, max_length=160)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "notice"
            indexes = ((("kind", "subject"), False),)

    db.create_tables([Notice])

    class NoticeSending(Model):
        notice = ForeignKeyField(Notice, on_delete="CASCADE")
        channel = CharField(max_length=32)
        tries = IntegerField(default=0)
        next_at = BigIntegerField(index=True, null=True)
        done_at = BigIntegerField(null=True)
        error = TextField(default="")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "notice_sending"

    db.create_tables([NoticeSending])

    class Reader(Model):
        name = CharField(primary_key=True, max_length=32)
        number = IntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "outbox_reader"

    db.create_tables([Reader])

    migrator.migrate(migrator.add_column("user_account", "notices_seen", IntegerField(default=0)))


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_column("user_account", "notices_seen"))
    migrator.migrate(migrator.drop_table("outbox_reader"))
    migrator.migrate(migrator.drop_table("notice_sending"))
    migrator.migrate(migrator.drop_table("notice"))
