"""Users, oneself, tokens, and the audit trail."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from esl_dialer.core.accounts.roles import ROLES as ROLE_TABLE
from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.words import Language
from esl_dialer.services.accounts import audit_trail, second_factor, staff, tokens
from esl_dialer.services.accounts.audit_trail import Wanted
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.accounts.tokens import Token
from esl_dialer.services.accounts.users import User
from webui.api.routes import PREFIX, Reply, Request, Route, Slice
from webui.api.shapes import Given, Name, NumberedQuery, Paged, Said, Shown, fields_of
from webui.threads import in_thread

Role = Annotated[str, Field(json_schema_extra={"enum": list(ROLE_TABLE)})]


class UserFields(Given):
    role: Role = "viewer"
    full_name: Name = ""
    email: Name = ""
    language: Language = Language.EN
    password: Name = ""
    """To be changed at the next sign-in; ends the user's sessions and tokens."""


class NewUser(UserFields):
    username: Name
    role: Role
    password: Name


class ChangedUser(UserFields):
    active: bool = True
    """False: may not sign in; their tokens are revoked."""


@fields_of(User, without="session_epoch")
class UserShown(Shown):
    roles: list[str]
    permissions: list[Permission]


class UsersShown(Shown):
    items: list[UserShown]


@fields_of(Token, without="user_id")
class TokenShown(Shown):
    hint: str
    """The token's last letters."""
    last_used_at: datetime | None
    """Exact to the minute."""


class TokensShown(Shown):
    items: list[TokenShown]


class TrailQuery(NumberedQuery):
    actor: Name = ""
    action: Name = ""
    """It begins so: ``campaign.``."""
    first: date | None = None
    """From this business day on; ``last``: to this one, included."""
    last: date | None = None


@fields_of(audit_trail.Noted)
class NotedShown(Shown):
    says: Said
    """The same as a sentence."""


def me(asked: Request) -> Any:
    """Whose token this is, and what it may do."""
    return _shown(asked.user)


def every(asked: Request) -> dict[str, Any]:
    """All users, by name."""
    return {"items": [_shown(user) for user in staff.every(asked.ctx)]}


def create(asked: Request) -> Reply:
    """Make a user, who chooses another password at the first sign-in."""
    made = in_thread(staff.create, asked.ctx, Person(**asked.body.model_dump()))
    return Reply(_shown(made), {"Location": f"{PREFIX}/users/{made.id}"})


def show(asked: Request, user: int) -> Any:
    """One user."""
    return _shown(staff.get(asked.ctx, user))


def change(asked: Request, user: int) -> Any:
    """Change the fields that are given."""
    before = staff.person_of(staff.get(asked.ctx, user))
    changed = replace(before, **asked.body.model_dump(exclude_unset=True))
    in_thread(staff.change, asked.ctx, user, changed)
    return _shown(staff.get(asked.ctx, user))


def remove(asked: Request, user: int) -> None:
    """Delete a user; what they did stays in the audit trail."""
    staff.remove(asked.ctx, user)


def sign_out(asked: Request, user: int) -> Any:
    """End every session of a user, and revoke their tokens."""
    return _shown(staff.sign_out_everywhere(asked.ctx, user))


def turn_off_factor(asked: Request, user: int) -> Any:
    """For a user who lost the phone: no second factor; ends every session, tokens stay."""
    second_factor.turn_off_for(asked.ctx, user)
    return _shown(staff.get(asked.ctx, user))


def _shown(user: Any) -> dict[str, Any]:
    names = [name for name in UserShown.model_fields if name != "permissions"]
    return {name: getattr(user, name) for name in names} | {"permissions": sorted(user.permissions)}


def my_tokens(asked: Request) -> dict[str, Any]:
    """One's own tokens. New ones are made on one's page or with the command line."""
    return {"items": tokens.every(asked.ctx, asked.user)}


def revoke_mine(asked: Request, token: int) -> None:
    """End one of one's own tokens, this one too."""
    tokens.revoke(asked.ctx, asked.user, token)


def tokens_of(asked: Request, user: int) -> dict[str, Any]:
    """A user's tokens."""
    return {"items": tokens.every(asked.ctx, staff.get(asked.ctx, user))}


def revoke(asked: Request, user: int, token: int) -> None:
    """End a user's token."""
    tokens.revoke(asked.ctx, staff.get(asked.ctx, user), token)


def read_trail(asked: Request) -> Slice:
    """Who changed what, the newest first."""
    wanted = asked.query
    asked_for = Wanted(wanted.actor, wanted.action, wanted.first, wanted.last)
    found = audit_trail.page(asked.ctx, asked_for, wanted.after, wanted.limit + 1)
    page = tuple(found[: wanted.limit])
    return Slice(page, str(page[-1].id) if len(found) > len(page) else "")


_MANAGE = Permission.MANAGE_USERS
ROUTES = (
    Route("GET", "/me", Permission.SIGN_IN, me, UserShown),
    Route("GET", "/me/tokens", Permission.SIGN_IN, my_tokens, TokensShown),
    Route("DELETE", "/me/tokens/{token}", Permission.SIGN_IN, revoke_mine),
    Route("GET", "/users", _MANAGE, every, UsersShown),
    Route("POST", "/users", _MANAGE, create, UserShown, 201, body=NewUser),
    Route("GET", "/users/{user}", _MANAGE, show, UserShown),
    Route("PATCH", "/users/{user}", _MANAGE, change, UserShown, body=ChangedUser),
    Route("DELETE", "/users/{user}", _MANAGE, remove),
    Route("POST", "/users/{user}/sign-out", _MANAGE, sign_out, UserShown),
    Route("POST", "/users/{user}/second-factor/off", _MANAGE, turn_off_factor, UserShown),
    Route("GET", "/users/{user}/tokens", _MANAGE, tokens_of, TokensShown),
    Route("DELETE", "/users/{user}/tokens/{token}", _MANAGE, revoke),
    Route("GET", "/audit", Permission.READ_AUDIT, read_trail, Paged[NotedShown], query=TrailQuery),
)
