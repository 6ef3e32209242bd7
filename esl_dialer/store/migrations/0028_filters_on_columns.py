"""Filters that are kept, and that a campaign may choose one.

No table is copied and no row written: the column's default is kept by the database. PostgreSQL gets
the functions by which it compares as Python does (on SQLite they are Python's own). One
transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

# ``core.text.folding.ALIKE`` and A to Z, letter by letter; ``PAIRS``.
LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀ"
    "āĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠš"
    "ŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžſƠơƯưǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǰǴǵǸǹǺǻȀȁȂȃȄȅȆȇȈȉȊȋȌ"
    "ȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳØøŁłĐđı\u2018\u2019\u02bc\u2010\u2011\xa0"
)
PLAIN = (
    "abcdefghijklmnopqrstuvwxyzaaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyya"
    "aaaaaccccccccddeeeeeeeeeegggggggghhiiiiiiiiijjkkllllllnnnnnnoooooorrrrrrssssssss"
    "ttttuuuuuuuuuuuuwwyyyzzzzzzsoouuaaiioouuuuuuuuuuaaaaggkkoooojggnnaaaaaaeeeeiiiio"
    "ooorrrruuuusstthhaaeeooooooooyyoollddi'''-- "
)
PAIRS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}

PLAIN_TEXT = """
CREATE OR REPLACE FUNCTION plain_text(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    IF octet_length($1) = char_length($1) THEN RETURN lower($1 COLLATE "C"); END IF;
    RETURN {plain};
END $$
"""
PLAIN_NUMBER = """
CREATE OR REPLACE FUNCTION plain_number(text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS $$
SELECT round(
    substring($1 from '^-?[0-9]{1,9}(?:[.][0-9]{1,4})?$')::numeric * 10000
)::bigint $$
"""
PLAIN_DAY = """
CREATE OR REPLACE FUNCTION plain_day(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
SELECT substring($1 from '^[0-9]{4}-[0-9][0-9]-[0-9][0-9]$') $$
"""
FUNCTIONS = ("plain_text", "plain_number", "plain_day")


def up(migrator: Any, db: Any) -> None:
    class Campaign(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign"

    class Filter(Model):
        id = AutoField()
        name = CharField(max_length=64)
        name_key = CharField(max_length=400, unique=True)
        expression = TextField()
        created_at = BigIntegerField()
        created_by = CharField(default="", max_length=64)
        updated_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "filter"

    class CampaignFilter(Model):
        campaign = ForeignKeyField(Campaign, primary_key=True, on_delete="CASCADE")
        round = IntegerField(default=0)
        applied = IntegerField(default=0)
        until = BigIntegerField(null=True)
        at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign_filter"

    db.create_tables([Filter, CampaignFilter])
    none = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    migrator.migrate(migrator.add_column("campaign", "filter_id", none, allow_not_null=True))
    if not isinstance(db, SqliteDatabase):
        for sql in (PLAIN_TEXT.format(plain=_plain()), PLAIN_NUMBER, PLAIN_DAY):
            db.execute_sql(sql)


def _plain() -> str:
    text = f"translate($1, $a${LETTERS}$a$, $a${PLAIN}$a$)"
    for pair, plain in PAIRS.items():
        text = f"replace({text}, '{pair}', '{plain}')"
    return text


def down(migrator: Any, db: Any) -> None:
    """Filters are lost; whom they left out waits again to be called."""
    db.execute_sql(
        "UPDATE record SET status = CASE WHEN attempts > 0 THEN 'retry' ELSE 'pending' END,"
        " ready = (audio = 'ready' AND not_before IS NULL) WHERE status = 'filtered_out'"
    )
    if not isinstance(db, SqliteDatabase):
        for name in FUNCTIONS:
            db.execute_sql(f"DROP FUNCTION {name}(text)")
    migrator.migrate(migrator.drop_column("campaign", "filter_id"))
    db.execute_sql('DROP TABLE "campaign_filter"')
    db.execute_sql('DROP TABLE "filter"')
