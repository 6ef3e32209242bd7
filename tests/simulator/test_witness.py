"""The witness log: whole lines, whatever was cut short before; counts that go on."""

from pathlib import Path

from esl_dialer.core.words import LegRole
from esl_dialer.simulator.witness import WitnessLog, dials_so_far, read_witness

AT = "2026-11-23T15:00:00.000000+00:00"


def invite(number: str, nth: int) -> dict[str, object]:
    return {
        "at": AT,
        "event": "INVITE",
        "uuid": "u",
        "number": number,
        "role": "contact",
        "nth": nth,
    }


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "witness.jsonl"
    log = WitnessLog(path)
    log.write(invite("14165550146", 1) | {"caller_name": "Renée, « l'amie »"})
    (entry,) = read_witness(path)
    log.close()
    assert (entry.event, entry.number, entry.role) == ("INVITE", "14165550146", LegRole.CONTACT)
    assert entry.at.isoformat(timespec="microseconds") == AT
    assert entry.fields["caller_name"] == "Renée, « l'amie »"


def test_counts_go_on_from_the_log(tmp_path: Path) -> None:
    path = tmp_path / "witness.jsonl"
    log = WitnessLog(path)
    for nth in (1, 2, 3):
        log.write(invite("14165550146", nth))
    log.close()
    assert dials_so_far(path) == {("4165550146", LegRole.CONTACT): 3}


def test_a_line_cut_short_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "witness.jsonl"
    log = WitnessLog(path)
    log.write(invite("14165550146", 1))
    log.close()
    path.write_bytes(path.read_bytes() + b'{"at": "2026-11-2')
    log = WitnessLog(path)
    log.write(invite("14165550147", 1))
    log.close()
    assert [entry.number for entry in read_witness(path)] == ["14165550146", "14165550147"]


def test_no_log_is_an_empty_one(tmp_path: Path) -> None:
    assert list(read_witness(tmp_path / "none")) == []
