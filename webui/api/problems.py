"""Refusals as RFC 9457 has them: ``application/problem+json``."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid, Refused, ServiceError
from webui.api.routes import PREFIX
from webui.guard.asked_again import retry_after
from webui.text import language
from webui.text.language import say

MEDIA_TYPE = "application/problem+json"

CODES: dict[int, tuple[str, str]] = {
    400: ("malformed", "The request can't be read"),
    401: ("unauthorized", "A token is needed"),
    403: ("forbidden", "Not allowed"),
    404: ("not_found", "There is no such thing"),
    405: ("method", "This address does not do that"),
    409: ("refused", "Not now"),
    412: ("changed", "It was changed meanwhile"),
    413: ("too_large", "Too large"),
    415: ("media_type", "This kind of content is not taken"),
    422: ("invalid", "Not usable"),
    429: ("too_many", "Too many wrong tries"),
    500: ("broken", "Something broke"),
    503: ("unavailable", "Not now"),
}
"""By status: the code that ends ``type``, and the title, which is English for every reader."""

DETAILS = {
    400: Says("The body is no JSON."),
    404: Says("There is nothing at this address."),
    405: Says("The header Allow names the methods of this address."),
    412: Says("Read it again, then repeat the change: the header If-Match names an older state."),
    413: Says("The body is larger than this server takes."),
    500: Says("It is in the log; try again."),
    503: Says("The dialer can't save or read this now: its disk is full, or its database is away."),
}


def wanted() -> bool:
    """Whether who asks is a program."""
    return request.path.startswith(f"{PREFIX}/")


def problem(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """``detail`` is in the reader's language already. ``more``: ``reasons`` or ``problems``."""
    code, title = CODES.get(status, ("other", "Refused"))
    body = {
        "type": f"urn:esl-dialer:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail or (say(DETAILS[status]) if status in DETAILS else title),
    }
    text = json.dumps(body | more, ensure_ascii=False)
    answer = Response(text, status, headers=headers, content_type=MEDIA_TYPE)
    answer.content_language.add(language.current())
    return answer


def too_many(wait: timedelta, detail: Says) -> Response:
    """``wait``: how long until another try is heard."""
    return problem(429, say(detail), retry_after(wait))


def of_service(error: ServiceError, status: int) -> Response:
    told = say(error.says)
    if isinstance(error, Invalid):
        return problem(status, told, problems={k: say(v) for k, v in error.problems.items()})
    if isinstance(error, Refused):
        return problem(status, told, reasons=[say(reason) for reason in error.reasons])
    return problem(status, told)


def of_http(error: HTTPException) -> Response:
    status = error.code or 500
    allow = dict(error.get_headers()).get("Allow")
    own = isinstance(error.description, str) and error.description != type(error).description
    detail = str(error.description) if own else ""
    return problem(status, detail, {"Allow": allow} if allow else {})


def of_fields(error: ValidationError) -> Response:
    """A query or a body that its model refuses: 400 when it is no JSON at all.

    What pydantic says of a program's own shapes is for who writes the program, in English.
    """
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(one["type"] == "json_invalid" for one in found):
        return problem(400, f"The body is no JSON: {found[0]['msg']}")
    told = {".".join(map(str, one["loc"])) or "body": _said(one["msg"]) for one in found}
    detail = "; ".join(f"{field}: {text}" for field, text in told.items())
    return problem(422, detail, problems=told)


def _said(told: str) -> str:
    """What one of our own checks says, without pydantic's word before it."""
    return told.removeprefix("Value error, ")
