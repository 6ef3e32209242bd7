"""What the engines behind HTTP have in common: deadlines, verified TLS, patience, plain errors."""

import time
from collections.abc import Mapping
from typing import Any, Final

import requests

from esl_dialer.core.broken import of_connection
from esl_dialer.core.says import Says, about, verbatim
from esl_dialer.worker.audio.engines import AWAY, EngineBusy, EngineError, EngineUnavailable

CONNECT_S: Final = 5.0
READ_S: Final = 20.0
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that another time may be a good one."""
NOT_FOR_US = frozenset({401, 402, 403, 407})
LOST_WAIT_S: Final = 15.0


class Service:
    """One HTTP service. ``interval``: least seconds between two requests."""

    def __init__(self, name: str, url: str, interval: float = 0.0) -> None:
        if not url.startswith(("https://", "http://")):
            raise EngineUnavailable(about(name, Says("its address is not set")))
        self._name, self._url, self._interval = name, url.rstrip("/"), interval
        self._session = requests.Session()
        self._next = 0.0

    def post(self, path: str, headers: Mapping[str, str], body: Any) -> requests.Response:
        """A good answer. Raises EngineBusy, EngineUnavailable or EngineError."""
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._interval
        kind = "data" if isinstance(body, str | bytes) else "json"
        try:
            answer = self._session.post(
                self._url + path,
                headers=dict(headers),
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                **{kind: body},
            )
        except requests.exceptions.SSLError as error:
            raise EngineUnavailable(
                about(self._name, Says("its certificate is not trusted"))
            ) from error
        except requests.exceptions.RequestException as error:
            away = AWAY.of(engine=self._name, error=of_connection(error))
            raise EngineBusy(away, LOST_WAIT_S) from error
        return self._good(answer)

    def _good(self, answer: requests.Response) -> requests.Response:
        told = f"{answer.status_code} {answer.reason}"
        said = Says("{engine} answered {answer}", engine=self._name, answer=told)
        if answer.status_code in LATER:
            raise EngineBusy(said, retry_after(answer.headers.get("Retry-After", "")))
        if answer.status_code in NOT_FOR_US:
            raise EngineUnavailable(said)
        if answer.status_code != 200:
            raise EngineError(about(said, verbatim(repr(answer.text[:120]))))
        return answer


def retry_after(text: str) -> float | None:
    """Seconds, when the service said how many; dates are left aside."""
    return float(text) if text.strip().isdigit() else None
