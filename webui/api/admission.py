"""Who asks: the token in the header ``Authorization``, and nothing else."""

from dataclasses import replace

from flask import Response, g, request

from esl_dialer.core.accounts.throttle import of_token
from esl_dialer.core.says import Says
from esl_dialer.services.accounts import guesses, tokens, users
from esl_dialer.services.accounts.guesses import TooManyTries
from esl_dialer.services.context import Context
from webui.api.problems import problem, too_many
from webui.text import language
from webui.text.language import say

SCHEME = "bearer "


def admit(base: Context) -> Response | None:
    """Find the token's user for the request; the refusal when there is none.

    A right token is always let in: 32 random bytes are not guessed, and one script with an old
    token must not shut out the others of its address.
    """
    secret = _secret()
    user = tokens.user_of(base, secret) if secret else None
    if user is None:
        return _refusal(base, given=bool(secret))
    g.user, g.ctx = user, replace(base, actor=users.actor_of(user))
    g.language = language.asked() or user.language
    return None


def _secret() -> str:
    header = request.headers.get("Authorization", "")
    return header[len(SCHEME) :].strip() if header.lower().startswith(SCHEME) else ""


def _refusal(base: Context, *, given: bool) -> Response:
    if given:
        try:
            guesses.note_wrong(base, of_token(request.remote_addr or ""))
        except TooManyTries as error:
            too_many_came = Says("Too many requests with a wrong token came from here.")
            return too_many(error.wait, too_many_came)
        told = 'Bearer realm="esl-dialer", error="invalid_token"'
        text = Says("This token is wrong, expired or revoked.")
        return problem(401, say(text), {"WWW-Authenticate": told})
    text = Says("Send a token: Authorization: Bearer dialer_...")
    return problem(401, say(text), {"WWW-Authenticate": 'Bearer realm="esl-dialer"'})
