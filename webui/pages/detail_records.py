"""Where a switch on another machine posts its call detail records (mod_json_cdr's ``url``)."""

import hmac

from flask import Blueprint, Response, request

from esl_dialer.core.calls.detail_records import MAX_BYTES
from esl_dialer.services.calls import detail_records
from esl_dialer.services.calls.detail_records import NotARecord, NotKept
from webui import shared
from webui.threads import in_thread

pages = Blueprint("detail_records", __name__)


@pages.post("/cdr")
def take() -> Response:
    """204 once the record is on the disk; 400 or 413 when it is none, 503 when it can't be kept."""
    ctx = shared.base()
    if not ctx.config.cdr_secret:
        return _told(404, "no detail records are taken here: set cdr_secret")
    if not _knows(ctx.config.cdr_secret):
        return _told(401, "wrong secret", **{"WWW-Authenticate": 'Basic realm="cdr"'})
    request.max_content_length = MAX_BYTES
    data = request.get_data(cache=False)
    try:
        in_thread(detail_records.take, ctx, data)
    except NotARecord as error:
        return _told(400, str(error))
    except NotKept as error:
        return _told(503, str(error))
    return Response(status=204)


def _knows(secret: str) -> bool:
    given = request.authorization
    password = given.password if given and given.type == "basic" else None
    return hmac.compare_digest((password or "").encode(), secret.encode())


def _told(status: int, text: str, **headers: str) -> Response:
    return Response(f"{text}\n", status, headers=headers, mimetype="text/plain")
