"""Managing users: a Super Admin's work, and everyone's own password."""

import re
from dataclasses import dataclass, replace
from typing import Any

from argon2 import PasswordHasher

from esl_dialer.core.accounts.roles import ROLES, Permission
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import AgentState, Language
from esl_dialer.services.accounts import sessions, tokens
from esl_dialer.services.accounts.users import sign_in
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.accounts import staff, users
from esl_dialer.store.accounts.users import User
from esl_dialer.store.agents import agents
from esl_dialer.store.campaigns import views
from esl_dialer.store.database import Duplicate, transaction

SHORTEST_PASSWORD = 10
"""Characters (NIST SP 800-63B asks for eight at least)."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Person:
    """A user as a form gives them; ``password`` may be empty when it stays as it is."""

    username: str
    full_name: str
    email: str
    role: str
    language: str = "en"
    password: str = ""
    active: bool = True


def every(ctx: Context) -> list[User]:
    ctx.require(Permission.MANAGE_USERS)
    return staff.every()


def get(ctx: Context, user_id: int) -> User:
    """Raises NotFound."""
    ctx.require(Permission.MANAGE_USERS)
    if (user := users.by_id(user_id)) is None:
        raise _gone()
    return user


def _gone() -> NotFound:
    return NotFound(Says("there is no such user"))


def find(ctx: Context, username: str) -> User:
    """By name. Raises NotFound."""
    ctx.require(Permission.MANAGE_USERS)
    if (user := users.by_name(username)) is None:
        raise NotFound(
            Says("there is no user {name}", name=quoted(username)), listed_by="user list"
        )
    return user


def person_of(user: User) -> Person:
    """The user as a form shows them; the password stays as it is."""
    return Person(
        username=user.username,
        full_name=user.full_name,
        email=user.email,
        role=user.roles[0] if user.roles else "",
        language=user.language,
        active=user.active,
    )


def shown(user: User) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    return {
        "username": user.username,
        "roles": list(user.roles),
        "full_name": user.full_name,
        "email": user.email,
        "active": user.active,
        "must_change_password": user.must_change_password,
        "second_factor": user.second_factor,
    }


def create(ctx: Context, person: Person) -> User:
    """Make a user, who must choose a password at the first sign-in.

    Takes about 50 ms of CPU. Raises Invalid.
    """
    ctx.require(Permission.MANAGE_USERS)
    if found := problems(person, new=True):
        raise Invalid(found)
    hashed = _hasher.hash(person.password)
    try:
        with transaction():
            made = _create(ctx, person, hashed)
    except Duplicate:
        taken = Says("there is already a user {name}", name=quoted(person.username))
        raise Invalid({"username": taken}) from None
    return made


def _create(ctx: Context, person: Person, hashed: str) -> User:
    values: dict[str, object] = {
        "username": person.username.strip().lower(),
        "full_name": person.full_name.strip(),
        "email": person.email.strip(),
        "language": person.language,
        "password_hash": hashed,
        "must_change_password": True,
    }
    users.seed_roles()
    made = users.create(values, person.role, ctx.now())
    ctx.note("user.create", made.username, role=person.role)
    return made


def hashed(password: str) -> str:
    """Takes about 50 ms of CPU: not for a transaction."""
    return _hasher.hash(password)


def create_agent(ctx: Context, person: Person, hashed: str) -> User:
    """A user who takes calls and no more, made by who manages agents. Inside a transaction; raises
    Duplicate from it."""
    ctx.require(Permission.MANAGE_AGENTS)
    return _create(ctx, replace(person, role="agent"), hashed)


def change(ctx: Context, user_id: int, person: Person) -> None:
    """Save a user's form; a new password, role or disabling signs the user out everywhere.

    A new password and disabling revoke the user's tokens too; another role is theirs at once.
    Raises NotFound, Invalid, and Refused for the last active Super Admin.
    """
    ctx.require(Permission.MANAGE_USERS)
    before = get(ctx, user_id)
    if found := problems(person, new=False):
        raise Invalid(found)
    hashed = _hasher.hash(person.password) if person.password else ""
    with transaction():
        if person.role != "super_admin" or not person.active:
            _not_the_last(before)
        if not _write(before, person, hashed):
            raise _gone()
        if hashed or not person.active:
            tokens.revoke_all(ctx, before)
        ctx.note("user.change", before.username, role=person.role, active=person.active)


def _write(before: User, person: Person, hashed: str) -> bool:
    """False when another deleted the user meanwhile."""
    name, email, other_role = person.full_name, person.email, before.roles != (person.role,)
    kept = staff.update(
        before.id, name.strip(), email.strip(), person.language, active=person.active
    )
    if kept and other_role:
        staff.set_role(before.id, person.role)
    if kept and hashed:
        return users.set_password(before.id, hashed, must_change=True)
    if kept and (other_role or not person.active):
        return staff.sign_out_everywhere(before.id)
    return kept


def remove(ctx: Context, user_id: int) -> User:
    """Delete a user; what they did stays in the audit trail. Raises NotFound, Refused."""
    ctx.require(Permission.MANAGE_USERS)
    user = get(ctx, user_id)
    with transaction():
        _not_the_last(user)
        _not_at_work(user)
        views.keep_shared(user_id)
        if not staff.remove(user_id):
            raise _gone()
        ctx.note("user.delete", user.username)
    return user


def _not_at_work(user: User) -> None:
    """Whoever takes calls would leave somebody with nobody."""
    agent = agents.of_user(user.id)
    if agent is not None and agent.standing.state is not AgentState.LOGGED_OUT:
        raise Refused(
            Says("{name} can't be deleted", name=user.username),
            [Says("they are at work: log them out first")],
        )


def sign_out_everywhere(ctx: Context, user_id: int) -> User:
    """End every session of a user, and revoke their tokens. Raises NotFound."""
    ctx.require(Permission.MANAGE_USERS)
    user = get(ctx, user_id)
    with transaction():
        if not staff.sign_out_everywhere(user_id):
            raise _gone()
        tokens.revoke_all(ctx, user)
        sessions.tell_ended(ctx)
        ctx.note("user.sign_out", user.username)
    return user


def change_own_password(ctx: Context, user: User, old: str, new: str) -> int:
    """The user's new session epoch: every other session ends. Raises Invalid, NotFound.

    Takes about 100 ms of CPU.
    """
    if sign_in(ctx, user.username, old) is None:
        raise Invalid({"old": Says("this is not your password")})
    if problem := _password_problem(new, user.username):
        raise Invalid({"new": problem})
    hashed = _hasher.hash(new)
    with transaction():
        if not users.set_password(user.id, hashed, must_change=False):
            raise _gone()
        ctx.note("user.password", user.username)
    return user.session_epoch + 1


def problems(person: Person, *, new: bool) -> dict[str, Says]:
    """What is wrong with a form, by field."""
    found = {
        "username": None if _NAME.fullmatch(person.username.strip().lower()) else
        Says("2 to 64 letters, digits, dots, dashes or underscores"),
        "role": None if person.role in ROLES else Says("choose a role"),
        "email": None if not person.email or _EMAIL.fullmatch(person.email.strip()) else
        Says("this is no e-mail address"),
        "language": None if person.language in set(Language) else Says("choose a language"),
        "password": _password_problem(person.password, person.username)
        if new or person.password else None,
    }  # fmt: skip
    return {name: problem for name, problem in found.items() if problem}


def _password_problem(password: str, username: str) -> Says | None:
    if len(password) < SHORTEST_PASSWORD:
        return Says("at least {least} characters", least=SHORTEST_PASSWORD)
    same = password.strip().lower() == username.strip().lower()
    return Says("not the user name") if same else None


def _not_the_last(user: User) -> None:
    if staff.active_with_role("super_admin") == {user.id}:
        raise Refused(
            Says("{name} can't be changed so", name=user.username),
            [Says("it is the last active Super Admin: make another one first")],
        )
