"""What is generated from the code is what FreeSWITCH is configured with."""

from esl_dialer.simulator.rehearsal import rehearsal_xml
from ivr.dialplan import dialplan_xml
from ivr.flows import FLOWS
from tests.contract.switches import CONFIGURATION


def test_the_dialplan_holds_the_flows() -> None:
    written = (CONFIGURATION / "dialplan" / "dialer.xml").read_text(encoding="utf-8")
    assert written == dialplan_xml(FLOWS.values())


def test_the_rehearsal_holds_the_carriers_table() -> None:
    written = (CONFIGURATION / "dialplan" / "rehearsal.xml").read_text(encoding="utf-8")
    assert written == rehearsal_xml()


def test_no_password_is_written_down() -> None:
    for path in CONFIGURATION.rglob("*.xml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if 'name="password"' in line:
                assert 'value="$${' in line, path
            assert "ClueCon" not in line, path
