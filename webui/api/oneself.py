"""How the token's user signs in: language, password, second factor.

A token is not the person: what changes how the person signs in, or tells a secret of theirs, asks
for the password, and wrong ones are counted with those of the pages.
"""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.accounts.throttle import of_code
from esl_dialer.core.words import Language
from esl_dialer.services.accounts import profile, second_factor, sessions, staff
from esl_dialer.services.accounts.second_factor import Enrolment
from esl_dialer.services.accounts.sessions import Place
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Name, Shown, fields_of
from webui.guard.asked_again import counted, own_password


class Reading(Given):
    language: Language


class NewPassword(Given):
    old: Name
    new: Name


class Password(Given):
    password: Name


class Code(Given):
    code: Name
    """The six digits that the authenticator shows now."""


class FactorShown(Shown):
    on: bool
    demanded: bool
    """It must be turned on before the pages let the user in."""
    recovery_codes: int
    """Those not used yet."""


@fields_of(Place, without="mine")
class PlaceShown(Shown):
    began_at: datetime
    seen_at: datetime
    """Exact to the hour."""
    browser: str
    """As people call it."""


class PlacesShown(Shown):
    items: list[PlaceShown]


class EnrolmentShown(Shown):
    secret: str
    """Base32, for an authenticator."""
    address: str
    """The same as ``otpauth://``, to be shown as a QR code."""


class CodesShown(Shown):
    recovery_codes: list[str]
    """Told now and never again; each opens the second step once."""


def set_language(asked: Request) -> None:
    """The language of one's pages, and of what the API tells."""
    profile.set_language(asked.ctx, asked.user.id, asked.body.language)


def set_password(asked: Request) -> Any:
    """One's own password; every session ends, tokens stay."""
    old, new = asked.body.old, asked.body.new
    return counted(
        own_password(), lambda: staff.change_own_password(asked.ctx, asked.user, old, new)
    )


def list_sessions(asked: Request) -> dict[str, Any]:
    """Where one is signed in with a browser, the place used last first."""
    return {"items": sessions.every(asked.ctx, asked.user)}


def end_session(asked: Request, number: int) -> None:
    """Sign out in one of these places, at once."""
    sessions.end_one(asked.ctx, asked.user, number)


def end_sessions(asked: Request) -> None:
    """Sign out everywhere, at once; tokens stay."""
    sessions.end_all(asked.ctx, asked.user)


def show_factor(asked: Request) -> dict[str, Any]:
    """Whether the second factor is on."""
    user = asked.user
    return {
        "on": user.second_factor,
        "demanded": second_factor.demanded(user),
        "recovery_codes": second_factor.codes_left(user),
    }


def begin_factor(asked: Request) -> Any:
    """The secret for an authenticator; it counts once its first code is confirmed."""

    def begin() -> Enrolment:
        second_factor.ask_password(asked.ctx, asked.user, asked.body.password)
        return second_factor.begin(asked.ctx, asked.user)

    return counted(own_password(), begin)


def confirm_factor(asked: Request) -> Any:
    """Turn the second factor on by a first code; every session ends, tokens stay."""

    def confirm() -> dict[str, list[str]]:
        _epoch, codes = second_factor.confirm(asked.ctx, asked.user, asked.body.code)
        return {"recovery_codes": codes}

    return counted(of_code(asked.user.id), confirm)


def new_codes(asked: Request) -> Any:
    """Other recovery codes; those before open nothing any more."""

    def renew() -> dict[str, list[str]]:
        codes = second_factor.new_codes(asked.ctx, asked.user, asked.body.password)
        return {"recovery_codes": codes}

    return counted(own_password(), renew)


def turn_off_factor(asked: Request) -> Any:
    """Sign in with the password alone; every session ends, tokens stay."""
    password = asked.body.password
    return counted(own_password(), lambda: second_factor.turn_off(asked.ctx, asked.user, password))


_ME, _FACTOR, _SESSIONS = "/me", "/me/second-factor", "/me/sessions"
_MINE = Permission.SIGN_IN
ROUTES = (
    Route("PUT", f"{_ME}/language", _MINE, set_language, body=Reading),
    Route("PUT", f"{_ME}/password", _MINE, set_password, body=NewPassword),
    Route("GET", _SESSIONS, _MINE, list_sessions, PlacesShown),
    Route("DELETE", _SESSIONS, _MINE, end_sessions),
    Route("DELETE", f"{_SESSIONS}/{{number}}", _MINE, end_session),
    Route("GET", _FACTOR, _MINE, show_factor, FactorShown),
    Route("POST", _FACTOR, _MINE, begin_factor, EnrolmentShown, body=Password, private=True),
    Route("POST", f"{_FACTOR}/confirm", _MINE, confirm_factor, CodesShown, body=Code,
          private=True),
    Route("POST", f"{_FACTOR}/recovery-codes", _MINE, new_codes, CodesShown, body=Password,
          private=True),
    Route("POST", f"{_FACTOR}/off", _MINE, turn_off_factor, body=Password, private=True),
)  # fmt: skip
