import json
import os
from pathlib import Path

import pytest

from esl_dialer.core.calls.events import Ended
from esl_dialer.core.words import Step
from esl_dialer.esl.cdr import DetailRecords, call_of
from esl_dialer.esl.events import call_event
from esl_dialer.esl.switch import SwitchError
from tests.esl.recorded import FIXTURES, events_of

KEY_2 = "00000000-0000-4000-8000-000000000001"
TRANSFERRED = "00000000-0000-4000-8000-000000000002"


@pytest.mark.parametrize(
    ("attempt", "stream"),
    [(KEY_2, "30_link_back_wrong_key_then_2_json"), (TRANSFERRED, "31_link_back_key_1_json")],
)
def test_the_record_says_what_the_event_said(attempt: str, stream: str) -> None:
    found = DetailRecords(FIXTURES).find(attempt)
    heard = next(
        event
        for event in map(call_event, events_of(stream))
        if isinstance(event, Ended) and event.leg == attempt
    )
    assert found is not None
    assert found.from_record is True
    for name in ("leg", "at", "cause", "sip_status", "ringing_at", "answered_at", "bridged_at"):
        assert getattr(found, name) == getattr(heard, name), name
    for name in ("step", "terminator", "keys"):
        assert getattr(found, name) == getattr(heard, name), name


def test_the_other_legs_record_is_found_without_the_prefix() -> None:
    found = DetailRecords(FIXTURES).find("00000000-0000-4000-8000-000000000052")
    assert found is not None
    assert found.step is Step.NONE


def test_no_record_no_directory_and_no_file_outside_it(tmp_path: Path) -> None:
    assert DetailRecords(tmp_path).find(KEY_2) is None
    with pytest.raises(SwitchError):
        DetailRecords(tmp_path / "missing").find(KEY_2)
    assert DetailRecords(tmp_path).find(f"../{FIXTURES.name}/a_{KEY_2}") is None
    (tmp_path / f"a_{KEY_2}.cdr.json").mkdir()
    with pytest.raises(SwitchError):
        DetailRecords(tmp_path).find(KEY_2)


WHOLE = (FIXTURES / f"a_{KEY_2}.cdr.json").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        WHOLE[:-2],
        WHOLE[:400],
        b"[]",
        b'{"variables": []}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        WHOLE.replace(KEY_2.encode(), TRANSFERRED.encode()),
        WHOLE.replace(b"end_uepoch", b"end_nothing"),
        WHOLE.replace(b'"hangup_cause"', b'"hangup_nothing"'),
        WHOLE + b" " * 5_000_000,
    ],
    ids=range(11),
)
def test_half_written_and_foreign_files_are_not_records(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"a_{KEY_2}.cdr.json").write_bytes(content)
    assert DetailRecords(tmp_path).find(KEY_2) is None


def test_invalid_utf8_in_a_record_is_read(tmp_path: Path) -> None:
    record = json.loads(WHOLE)
    record["variables"]["origination_caller_id_name"] = "MARK"
    data = json.dumps(record).encode().replace(b"MARK", b"\xff\xc3(")
    (tmp_path / f"a_{KEY_2}.cdr.json").write_bytes(data)
    assert DetailRecords(tmp_path).find(KEY_2) is not None


def test_whose_call_it_was_is_in_the_record() -> None:
    call = DetailRecords(FIXTURES).call(KEY_2)
    assert call is not None
    assert (call.campaign, call.record, call.identity, call.number) == (3, 4, "", "")
    assert call.core == "5e3240a7-2d18-45f0-bf59-cb6c1361d351"
    assert call.began_at.isoformat() == "2026-11-22T08:09:40.903095+00:00"
    assert call.ended == DetailRecords(FIXTURES).find(KEY_2)


def test_a_representatives_leg_is_no_contacts_call() -> None:
    assert DetailRecords(FIXTURES).call("00000000-0000-4000-8000-000000000052") is None


OURS = {
    "uuid": "one", "dialer_attempt": "one", "dialer_role": "contact", "dialer_campaign": "3",
    "dialer_record": "4", "dialer_number": "14165550100", "dialer_database": "db",
    "start_uepoch": "1795334980903095", "origination_caller_id_number": "18005550100",
}  # fmt: skip


def test_a_call_is_known_by_its_variables() -> None:
    call = call_of(OURS, "core")
    assert call is not None
    assert (call.attempt, call.number, call.identity, call.caller_id) == (
        "one", "14165550100", "db", "18005550100",
    )  # fmt: skip
    assert call.ended is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"dialer_role": "transfer"}, {"dialer_role": ["contact"]}, {"dialer_attempt": "two"},
        {"dialer_record": "x"}, {"dialer_record": "-4"}, {"dialer_campaign": ""},
        {"start_uepoch": ""}, {"start_uepoch": "soon"}, {"uuid": None},
    ],
)  # fmt: skip
def test_what_is_no_contacts_call_of_a_dialer_is_none(wrong: dict[str, object]) -> None:
    assert call_of(OURS | wrong, "core") is None


def test_before_there_was_a_variable_the_number_is_the_one_that_was_dialed() -> None:
    older = {k: v for k, v in OURS.items() if k not in {"dialer_number", "dialer_database"}}
    call = call_of(older | {"sip_to_user": "14165550100"}, "core")
    assert call is not None
    assert (call.number, call.identity) == ("14165550100", "")


def test_records_are_listed_the_last_written_first(tmp_path: Path) -> None:
    for at, name in enumerate(["a_one.cdr.json", "two.cdr.json", "other.txt", "a_three.cdr.json"]):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (at, at))
    assert DetailRecords(tmp_path).newest_first() == ["three", "two", "one"]
    with pytest.raises(SwitchError):
        DetailRecords(tmp_path / "missing").newest_first()
    assert DetailRecords(tmp_path).call("one") is None
