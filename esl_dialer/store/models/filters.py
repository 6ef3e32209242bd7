"""Filters that are kept, and how far each campaign's is applied to its records."""

from peewee import AutoField, CharField, ForeignKeyField, IntegerField

from esl_dialer.store.column_types import InstantField, JsonField
from esl_dialer.store.models.base import Table
from esl_dialer.store.models.lists import Campaign


class Filter(Table):
    id = AutoField()
    name = CharField(max_length=64)
    name_key = CharField(max_length=400, unique=True)
    """``core.campaigns.campaign.name_key`` of the name."""
    expression = JsonField()
    """``core.lists.filters.to_json``."""
    created_at = InstantField()
    created_by = CharField(max_length=64, default="")
    updated_at = InstantField()


class CampaignFilter(Table):
    """Of a campaign that has, or had, a filter: whether its records' statuses are what it says."""

    campaign = ForeignKeyField(Campaign, primary_key=True, on_delete="CASCADE")
    round = IntegerField(default=0)
    """Raised whenever it is to be applied anew."""
    applied = IntegerField(default=0)
    """The last round that came to its end."""
    until = InstantField(null=True)
    """When it is to be applied anew by itself: a new day. None: never."""
    at = InstantField(null=True)
    """When somebody last worked at it."""

    class Meta:
        table_name = "campaign_filter"
