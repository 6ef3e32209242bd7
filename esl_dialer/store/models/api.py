"""What programs need: their tokens, and the answers kept for requests that are sent again."""

from peewee import AutoField, CharField, CompositeKey, ForeignKeyField, IntegerField, TextField

from esl_dialer.store.column_types import InstantField
from esl_dialer.store.models.base import Table
from esl_dialer.store.models.staff import User


class ApiToken(Table):
    """A program's way in, as the user who made it. The token itself is kept nowhere."""

    id = AutoField()
    user = ForeignKeyField(User, backref="tokens", on_delete="CASCADE")
    name = CharField(max_length=64)
    digest = CharField(max_length=64, unique=True)
    """SHA-256 of the token, in hexadecimal."""
    hint = CharField(max_length=8)
    """The token's last letters, by which a person knows it again."""
    created_at = InstantField()
    expires_at = InstantField(null=True)
    last_used_at = InstantField(null=True)

    class Meta:
        indexes = ((("user", "name"), True),)


class KeptAnswer(Table):
    """What was answered to a request with an idempotency key; ``status`` None: not answered yet."""

    user = ForeignKeyField(User, on_delete="CASCADE")
    key = CharField(max_length=128)
    digest = CharField(max_length=64)
    """Of the request: another request may not use the key."""
    status = IntegerField(null=True)
    body = TextField(default="")
    location = CharField(max_length=255, default="")
    created_at = InstantField(index=True)

    class Meta:
        primary_key = CompositeKey("user", "key")
