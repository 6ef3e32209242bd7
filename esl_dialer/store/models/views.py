"""Saved views of the list of campaigns."""

from peewee import AutoField, BooleanField, CharField, ForeignKeyField

from esl_dialer.store.column_types import InstantField, JsonField
from esl_dialer.store.models.base import Table
from esl_dialer.store.models.staff import User


class CampaignView(Table):
    id = AutoField()
    owner = ForeignKeyField(User, null=True, backref="views", on_delete="CASCADE")
    """None: nobody's alone. It was made on the command line, or its owner is gone and it is shared.
    """
    name = CharField(max_length=20)
    name_key = CharField(max_length=80)
    """``core.campaigns.campaign.name_key`` of the name: one of each owner."""
    shared = BooleanField(default=False)
    """Whether everybody sees it."""
    wanted = JsonField()
    """``core.campaigns.listing.written``."""
    created_at = InstantField()
    updated_at = InstantField()

    class Meta:
        table_name = "campaign_view"
        indexes = ((("owner", "name_key"), True),)


class DefaultView(Table):
    """The view that a user's list of campaigns opens with."""

    user = ForeignKeyField(User, primary_key=True, on_delete="CASCADE")
    view = ForeignKeyField(CampaignView, on_delete="CASCADE")

    class Meta:
        table_name = "campaign_view_default"
