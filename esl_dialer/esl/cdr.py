"""The switch's own call detail records: how a call ended that nobody heard end.

mod_json_cdr writes one file per channel, ``a_UUID.cdr.json`` for a call's first leg, with
``encode-values`` off, as ``freeswitch/conf`` sets it.
"""

from pathlib import Path

from esl_dialer.core.calls.detail_records import MAX_BYTES, NAMES, is_leg, variables_of
from esl_dialer.core.calls.events import Ended
from esl_dialer.esl.events import ended, instant
from esl_dialer.esl.switch import SwitchError


def read_record(text: str, leg: str) -> Ended | None:
    """The end of that leg, or None if the text is not the whole record of it."""
    variables = variables_of(text)
    if variables.get("uuid") != leg:
        return None

    def get(name: str) -> str:
        value = variables.get(name, "")
        return value if isinstance(value, str) else ""

    at, cause = instant(get("end_uepoch")), get("hangup_cause")
    if at is None or not cause:
        return None
    return ended(leg, at, cause, get, from_record=True)


class DetailRecords:
    """The directory of records, as this machine sees it. Blocks for one small read per ``find``.

    ``at_once`` unless records are posted or shipped from another machine, and may come late.
    """

    def __init__(self, directory: Path, *, at_once: bool = True) -> None:
        self._directory, self.at_once = directory, at_once

    def find(self, attempt_id: str) -> Ended | None:
        """How the attempt's call ended; None when no whole record of it is there (yet).

        Raises SwitchError when the directory can't be read: that is never "no record".
        """
        if not self._directory.is_dir():
            raise SwitchError(f"no directory of detail records at {self._directory}")
        if not is_leg(attempt_id):
            return None
        for name in NAMES:
            text = self._read(self._directory / name.format(attempt_id))
            found = read_record(text, attempt_id) if text else None
            if found is not None:
                return found
        return None

    def _read(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise SwitchError(f"detail record {path.name}: {error.strerror}") from error
        return data.decode("utf-8", "replace") if len(data) <= MAX_BYTES else ""
