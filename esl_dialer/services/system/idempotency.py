"""A request that is sent again is answered again, and done once: idempotency keys.

The key is written down before the work and its answer after it. Work that fails lets the key go.
A process that is killed between, or can't write the answer, leaves a key without one: nobody can
say what was done, so the key is refused until it is forgotten, and the work is never done twice.
"""

import re
from datetime import timedelta

from esl_dialer.core.says import Says
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, Refused
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.system import kept_answers
from esl_dialer.store.system.kept_answers import Kept

KEPT = timedelta(hours=24)
LONGEST_KEY = 128
_KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")


def begin(ctx: Context, user_id: int, key: str, digest: str) -> Kept | None:
    """The answer that this request got before; None: do it now, then ``keep`` or ``forget``.

    ``digest`` stands for the whole request. Raises Invalid (no such key, or another request's) and
    Refused (the first request has not been answered).
    """
    if not _KEY.fullmatch(key):
        form = Says("1 to {most} letters, digits and signs of ASCII", most=LONGEST_KEY)
        raise Invalid({"Idempotency-Key": form})
    try:
        with transaction():
            kept_answers.remove_older(ctx.now() - KEPT)
            kept_answers.begin(user_id, key, digest, ctx.now())
    except Duplicate:
        return _before(user_id, key, digest)
    return None


def _before(user_id: int, key: str, digest: str) -> Kept | None:
    found = kept_answers.get(user_id, key)
    if found is not None and found.digest != digest:
        raise Invalid({"Idempotency-Key": Says("another request had this key: use a new one")})
    if found is None or found.status is None:
        raise Refused(
            Says("the first request with this key has not been answered"),
            [Says("wait, then look")],
        )
    return found


def keep(user_id: int, key: str, answer: tuple[int, str, str]) -> None:
    """The work is done; the answer is its status, body and location."""
    with transaction():
        kept_answers.finish(user_id, key, *answer)


def forget(user_id: int, key: str) -> None:
    """The work was not done: the key may be used again."""
    with transaction():
        kept_answers.remove(user_id, key)
