"""What happens to attempts, told to the switch for engineers who listen there."""

from collections.abc import Callable, Mapping

import gevent

from esl_dialer.engine.writer import Sql
from esl_dialer.store.database import StoreBusy
from esl_dialer.store.system import outbox

LOOK_EVERY_S = 0.25
KIND = "attempt"
Tell = Callable[[Mapping[str, str]], None]


class Announcer:
    """Reads the outbox from where it stands at the start; ``tell`` must not wait."""

    def __init__(self, *, sql: Sql, tell: Tell) -> None:
        self._sql, self._tell = sql, tell

    def run(self) -> None:
        last = self._sql(outbox.last_number)
        while True:
            gevent.sleep(LOOK_EVERY_S)
            last = self.look(last)

    def look(self, last: int) -> int:
        """Tell what came after entry ``last``; returns the last one seen."""
        try:
            entries = self._sql(outbox.after, last)
        except StoreBusy:
            return last
        for entry in entries:
            if entry.kind == KIND:
                self._tell(headers(entry))
        return entries[-1].number if entries else last


def headers(entry: outbox.Entry) -> dict[str, str]:
    """The headers of ``CUSTOM dialer::attempt``; values that are not known are empty."""
    told = entry.payload
    return {
        "Dialer-Attempt": str(told.get("attempt", "")),
        "Dialer-Campaign": str(entry.campaign or ""),
        "Dialer-Record": str(told.get("record", "")),
        "Dialer-State": str(told.get("state", "")),
        "Dialer-Outcome": str(told.get("outcome", "")),
    }
