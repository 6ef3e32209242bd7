"""The switch's own call detail records: how a call ended that nobody heard end.

mod_json_cdr writes one file per channel, ``a_UUID.cdr.json`` for a call's first leg, with
``encode-values`` off, as ``freeswitch/conf`` sets it.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from esl_dialer.core.calls.detail_records import (
    MAX_BYTES,
    NAMES,
    is_leg,
    leg_named,
    variables_of,
)
from esl_dialer.core.calls.events import Ended
from esl_dialer.core.calls.restored import OnSwitch
from esl_dialer.core.words import LegRole
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


def call_of(variables: Mapping[str, object], core: str) -> OnSwitch | None:
    """The contact's call that these are the variables of; None: they are another channel's.

    ``core`` is the life of the switch that told them. Of releases before ``dialer_number`` the
    number is what the switch dialed.
    """

    def get(name: str) -> str:
        value = variables.get(name, "")
        return value if isinstance(value, str) else ""

    began = instant(get("start_uepoch"))
    attempt, number = get("dialer_attempt"), get("dialer_number") or get("sip_to_user")
    if get("dialer_role") != LegRole.CONTACT or attempt != get("uuid") or began is None:
        return None
    if not (get("dialer_campaign").isdecimal() and get("dialer_record").isdecimal()):
        return None
    return OnSwitch(
        attempt=attempt,
        campaign=int(get("dialer_campaign")),
        record=int(get("dialer_record")),
        number=number,
        began_at=began,
        identity=get("dialer_database"),
        core=core,
        caller_id=get("origination_caller_id_number"),
    )


def recorded_call(text: str) -> OnSwitch | None:
    """The contact's call of a whole detail record, with its end; None: it is of none."""
    try:
        told = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    core = told.get("core-uuid") if isinstance(told, dict) else None
    call = call_of(variables_of(text), core if isinstance(core, str) else "")
    end = read_record(text, call.attempt) if call else None
    return replace(call, ended=end) if call and end else None


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

    def newest_first(self) -> list[str]:
        """The legs of all records, the last written first. Raises SwitchError as ``find`` does."""
        try:
            with os.scandir(self._directory) as entries:
                found = [
                    (entry.stat().st_mtime_ns, leg)
                    for entry in entries
                    if (leg := leg_named(entry.name))
                ]
        except OSError as error:
            raise SwitchError(f"no directory of detail records at {self._directory}") from error
        return [leg for _, leg in sorted(found, reverse=True)]

    def call(self, leg: str) -> OnSwitch | None:
        """The contact's call that this leg is; None: it is none, or no whole record is there."""
        texts = (self._read(self._directory / name.format(leg)) for name in NAMES)
        return next((call for text in texts if text and (call := recorded_call(text))), None)

    def _read(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise SwitchError(f"detail record {path.name}: {error.strerror}") from error
        return data.decode("utf-8", "replace") if len(data) <= MAX_BYTES else ""
