"""The second factor of users: their secret, the last step used, their recovery codes."""

from datetime import datetime

from esl_dialer.store import models


def secret(user_id: int) -> str:
    """As it is kept; empty when there is none, confirmed or not."""
    return str(models.User.get_by_id(user_id).second_factor_secret)


def every() -> list[tuple[int, str, str]]:
    """Each user with a secret: number, name, and the secret as it is kept."""
    table = models.User
    rows = table.select().where(table.second_factor_secret != "").order_by(table.id)
    return [(row.id, row.username, row.second_factor_secret) for row in rows]


def replace_secret(user_id: int, old: str, new: str) -> bool:
    """The same secret, kept in another way; False when it is not the old one (any more)."""
    table = models.User
    same = (table.id == user_id) & (table.second_factor_secret == old)
    return bool(table.update(second_factor_secret=new).where(same).execute())


def propose(user_id: int, old: str, made: str) -> bool:
    """Keep a secret that is not asked for before it is confirmed.

    False when another than the old one is kept meanwhile, or it is on.
    """
    table = models.User
    same = (table.id == user_id) & (table.second_factor_secret == old)
    changes = table.update(second_factor_secret=made, second_factor_step=0)
    return bool(changes.where(same & table.second_factor_at.is_null()).execute())


def turn_on(user_id: int, now: datetime) -> bool:
    """Ask for it from now on; ends the user's sessions. False when it is on already."""
    table = models.User
    off = (table.id == user_id) & table.second_factor_at.is_null()
    changes = table.update(second_factor_at=now, session_epoch=table.session_epoch + 1)
    return bool(changes.where(off).execute())


def turn_off(user_id: int) -> bool:
    """Forget secret and recovery codes; ends the user's sessions. False when it is off already."""
    table = models.User
    changes = table.update(
        second_factor_secret="",
        second_factor_at=None,
        second_factor_step=0,
        session_epoch=table.session_epoch + 1,
    )
    on = (table.id == user_id) & table.second_factor_at.is_null(False)
    if not changes.where(on).execute():
        return False
    put_codes(user_id, [])
    return True


def use_step(user_id: int, step: int) -> bool:
    """Count this time step as used, once; False when it, or a later one, was."""
    table = models.User
    later = table.update(second_factor_step=step).where(
        (table.id == user_id) & (table.second_factor_step < step)
    )
    return bool(later.execute())


def put_codes(user_id: int, digests: list[str]) -> None:
    """These recovery codes, and no other."""
    table = models.RecoveryCode
    table.delete().where(table.user == user_id).execute()
    for digest in digests:
        table.create(user=user_id, digest=digest)


def use_code(user_id: int, digest: str) -> bool:
    """Take a recovery code, once; False when the user has no such code."""
    table = models.RecoveryCode
    taken = table.delete().where((table.user == user_id) & (table.digest == digest))
    return bool(taken.execute())


def codes_left(user_id: int) -> int:
    return int(models.RecoveryCode.select().where(models.RecoveryCode.user == user_id).count())
