"""The table that all others are made from, on a database that is named when it is opened."""

from peewee import DatabaseProxy, Model

database = DatabaseProxy()


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False
