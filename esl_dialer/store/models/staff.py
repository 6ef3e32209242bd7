"""Who may do what, and the trail of what they did."""

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
)

from esl_dialer.core.words import Language
from esl_dialer.store.column_types import InstantField, JsonField, WordField
from esl_dialer.store.models.base import Table


class User(Table):
    id = AutoField()
    username = CharField(max_length=64, unique=True)
    password_hash = CharField(max_length=255)
    full_name = CharField(max_length=128, default="")
    email = CharField(max_length=254, default="")
    language = WordField(Language, default=Language.EN)
    active = BooleanField(default=True)
    must_change_password = BooleanField(default=False)
    session_epoch = IntegerField(default=0)
    """Raised to sign the user out everywhere."""
    created_at = InstantField()
    second_factor_secret = CharField(max_length=255, default="")
    """Base32, sealed; without ``second_factor_at`` it waits to be confirmed by a first code."""
    second_factor_at = InstantField(null=True)
    """Since when the second factor is asked for; None: it is not."""
    second_factor_step = BigIntegerField(default=0)
    """The time step of the last code that was taken: neither it nor an earlier one counts again."""
    notices_seen = IntegerField(default=0)
    """The number of the newest notice that the user has marked as read."""

    class Meta:
        table_name = "user_account"


class RecoveryCode(Table):
    """Opens the second step once, without the authenticator; deleted as it is used."""

    id = AutoField()
    user = ForeignKeyField(User, backref="recovery_codes", on_delete="CASCADE")
    digest = CharField(max_length=64)
    """SHA-256, in hexadecimal digits."""

    class Meta:
        indexes = ((("user", "digest"), True),)


class Session(Table):
    """A browser that is signed in. Its name is in the browser's cookie and nowhere else."""

    id = AutoField()
    digest = CharField(max_length=64, unique=True)
    """SHA-256 of the name, in hexadecimal digits."""
    user = ForeignKeyField(User, backref="sessions", on_delete="CASCADE")
    epoch = IntegerField()
    """The user's as it was then: one that was raised ends the session."""
    began_at = InstantField()
    seen_at = InstantField()
    ends_at = InstantField(index=True)
    """Unless it is used before."""
    address = CharField(max_length=64, default="")
    browser = CharField(max_length=255, default="")
    """As it named itself."""

    class Meta:
        table_name = "user_session"


class Guess(Table):
    """A try at a secret: begun before it is looked at, gone when it was right."""

    id = AutoField()
    key = CharField(max_length=64)
    """Digest of what is guessed at, and from where."""
    at = InstantField(index=True)
    wrong = BooleanField(default=False)
    """False: under way, or cut off."""

    class Meta:
        indexes = ((("key", "at"), False),)


class Role(Table):
    name = CharField(max_length=32, primary_key=True)
    title = CharField(max_length=64)


class RolePermission(Table):
    role = ForeignKeyField(Role, backref="permissions", on_delete="CASCADE")
    permission = CharField(max_length=64)

    class Meta:
        primary_key = CompositeKey("role", "permission")


class UserRole(Table):
    user = ForeignKeyField(User, backref="roles", on_delete="CASCADE")
    role = ForeignKeyField(Role, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("user", "role")


class Audit(Table):
    """Who changed what, when: written by the services in the same transaction as the change."""

    id = AutoField()
    at = InstantField(index=True)
    actor = CharField(max_length=64)
    action = CharField(max_length=64)
    subject = CharField(max_length=128, default="")
    detail = JsonField(default=dict)


class Setting(Table):
    key = CharField(max_length=64, primary_key=True)
    value = JsonField()
    updated_at = InstantField()
    updated_by = CharField(max_length=64, default="")
