"""The second step of signing in: a code from an authenticator (TOTP, RFC 6238), or a recovery code.

Codes have six digits and change every 30 seconds; the one before and the one after are taken too,
because clocks differ. A code counts once.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass

import pyotp

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.runtime.logs import line
from esl_dialer.services import sealing
from esl_dialer.services.accounts.users import sign_in
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.accounts import audit_trail, second_factor, users
from esl_dialer.store.accounts.users import User
from esl_dialer.store.database import transaction
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)

ISSUER = "Dialer"
STEP_S = 30
DRIFT = (0, -1, 1)
"""Steps beside the present one that are taken, in the order in which they are tried."""

WRONG_CODE = Says("this is not the code shown now: is the phone's clock right?")

CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of recovery codes: no letter or digit that is read as another."""

NOBODY, ADMINS, EVERYONE = "nobody", "admins", "everyone"

NOT_MANAGING = frozenset(
    {
        Permission.SIGN_IN,
        Permission.VIEW,
        Permission.EXPORT_RESULTS,
        Permission.TAKE_CALLS,
    }
)
"""Who may do no more than that is no admin."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator is given: the secret in Base32, or the address as a QR code."""

    secret: str
    address: str


def demanded(user: User) -> bool:
    """Whether the user must turn it on before anything else."""
    whom = settings.read().require_second_factor
    manages = bool(user.permissions - NOT_MANAGING)
    return not user.second_factor and (whom == EVERYONE or (whom == ADMINS and manages))


def codes_left(user: User) -> int:
    """Recovery codes not used yet."""
    return second_factor.codes_left(user.id)


def begin(ctx: Context, user: User) -> Enrolment:
    """The secret to be confirmed, made at the first call. Raises Refused when it is on."""
    if user.second_factor:
        raise _on_already()
    kept = second_factor.secret(user.id)
    secret = _secret(ctx, user) or _propose(ctx, user, kept)
    address = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)
    return Enrolment(secret, address)


def _propose(ctx: Context, user: User, kept: str) -> str:
    """A new secret in place of the one kept, or what another page put there meanwhile."""
    made = pyotp.random_base32()
    with transaction():
        if second_factor.propose(user.id, kept, sealing.sealed_factor(ctx, user.id, made)):
            return made
    if not (other := _secret(ctx, user)):
        raise _on_already()
    return other


def _on_already() -> Refused:
    return Refused(Says("the second factor can't be set up"), [Says("it is on already")])


def confirm(ctx: Context, user: User, code: str) -> tuple[int, list[str]]:
    """Turn it on by a first code: the user's new session epoch, and the recovery codes.

    The codes are told this once: their digests are kept. Raises Invalid, and Refused when it is on.
    """
    begin(ctx, user)
    made = _new_codes()
    with transaction():
        if not _is_code(ctx, user, code):
            raise Invalid({"code": WRONG_CODE})
        if not second_factor.turn_on(user.id, ctx.now()):
            raise _on_already()
        second_factor.put_codes(user.id, [_digest(one) for one in made])
        ctx.note("user.second_factor", user.username, on=True)
    return user.session_epoch + 1, made


def check(ctx: Context, user: User, code: str) -> bool:
    """Whether this opens the second step; an authenticator's code or a recovery code, once each."""
    with transaction():
        if _is_code(ctx, user, code):
            return True
        if second_factor.use_code(user.id, _digest(code)):
            left = second_factor.codes_left(user.id)
            audit_trail.note(user.username, "sign_in.recovery_code", "", {"left": left}, ctx.now())
            return True
        audit_trail.note(user.username, "sign_in.failed", "", {"step": "second factor"}, ctx.now())
    return False


def ask_password(ctx: Context, user: User, password: str) -> None:
    """Whether it is the user who asks. Raises Invalid. Takes about 50 ms of CPU."""
    if sign_in(ctx, user.username, password) is None:
        raise Invalid({"password": Says("this is not your password")})


def new_codes(ctx: Context, user: User, password: str) -> list[str]:
    """Other recovery codes; those before open nothing any more. Raises Invalid, Refused."""
    ask_password(ctx, user, password)
    if not user.second_factor:
        raise Refused(Says("there are no recovery codes"), [Says("the second factor is off")])
    made = _new_codes()
    with transaction():
        second_factor.put_codes(user.id, [_digest(one) for one in made])
        ctx.note("user.recovery_codes", user.username)
    return made


def turn_off(ctx: Context, user: User, password: str) -> int:
    """The user's own wish; the new session epoch. Raises Invalid. Takes about 50 ms of CPU."""
    ask_password(ctx, user, password)
    with transaction():
        if not second_factor.turn_off(user.id):
            return user.session_epoch
        ctx.note("user.second_factor", user.username, on=False)
    return user.session_epoch + 1


def turn_off_for(ctx: Context, user_id: int) -> User:
    """For someone who lost the phone; ends their sessions. Raises NotFound, Refused."""
    ctx.require(Permission.MANAGE_USERS)
    if (user := users.by_id(user_id)) is None:
        raise NotFound(Says("there is no such user"))
    with transaction():
        if not second_factor.turn_off(user_id):
            raise Refused(
                Says("the second factor can't be turned off"), [Says("it is off already")]
            )
        ctx.note("user.second_factor", user.username, on=False)
    return user


def _secret(ctx: Context, user: User) -> str:
    """Empty when there is none, or no key opens it: then recovery codes alone are taken."""
    try:
        return sealing.factor(ctx, user.id)
    except Refused as error:
        log.error(line("second_factor.locked", user=user.username, error=error))
        return ""


def _is_code(ctx: Context, user: User, code: str) -> bool:
    """Whether an authenticator shows it about now, and it was not used."""
    typed = "".join(code.split())
    if not (secret := _secret(ctx, user)):
        return False
    totp = pyotp.TOTP(secret)
    present = int(ctx.now().timestamp()) // STEP_S
    steps = [
        present + drift
        for drift in DRIFT
        if secrets.compare_digest(totp.generate_otp(present + drift).encode(), typed.encode())
    ]
    return any(second_factor.use_step(user.id, step) for step in steps)


def _new_codes() -> list[str]:
    """Sixteen letters and digits each, 79 bits of chance: no slow hash is needed."""
    return ["-".join(_quarter() for _ in range(4)) for _ in range(CODES)]


def _quarter() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))


def _digest(code: str) -> str:
    """Of a recovery code, however it is written."""
    kept = "".join(ch for ch in code.lower() if ch.isalnum())
    return hashlib.sha256(kept.encode()).hexdigest()
