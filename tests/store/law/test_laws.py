"""The law of an installation: an added pack that a new release does not go with stops no engine."""

import pytest

from esl_dialer.core.law.pack_reader import Rejected
from esl_dialer.core.notices.notices import NoticeKind
from esl_dialer.core.rules.why_not import why_not_campaign
from esl_dialer.core.words import RunState
from esl_dialer.engine.noticing import of_law
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.law import laws
from esl_dialer.store.rules.conditions import conditions
from tests.core.law.test_packs import FREEDONIA
from tests.store.rows import NOW, a_campaign

TWIN = FREEDONIA.replace("xf.hours", "ca-on.hours")
"""Has a rule of an id that is shipped, under another file's name: as after an upgrade."""


def put(file: str, text: str) -> None:
    laws.put_pack(file, text, "a new place", "ann", NOW)


def held(*, simulated: bool) -> str:
    campaign = campaigns.get(a_campaign(run_state=RunState.ACTIVE))
    reason = why_not_campaign(campaign, conditions(simulated=simulated), NOW)
    return reason.rule if reason else ""


@pytest.mark.parametrize("text", [TWIN, "jurisdiction = 5"])
def test_a_pack_that_does_not_fit_is_left_out_and_real_calls_wait(db: str, text: str) -> None:
    put("xf.toml", text)
    assert laws.current().rule("ca-on.hours").jurisdiction == "CA-ON"
    assert list(laws.left_out()) == ["xf.toml"]
    assert held(simulated=False) == "law_unreadable"
    assert held(simulated=True) == ""
    assert (of_law().kind, of_law().values) == (NoticeKind.LAW_UNREADABLE, {"files": "xf.toml"})
    assert laws.remove_pack("xf.toml")
    assert not laws.remove_pack("xf.toml")
    assert (laws.left_out(), held(simulated=False)) == ({}, "")
    assert of_law().kind is NoticeKind.LAW_READ


def test_others_that_fit_stay_in_force(db: str) -> None:
    put("aa.toml", TWIN)
    put("xf.toml", FREEDONIA)
    assert list(laws.left_out()) == ["aa.toml"]
    assert laws.current().rule("xf.hours") is not None
    assert laws.packs_with("xg.toml", FREEDONIA.replace("xf.", "xg.")).rule("xg.hours")
    with pytest.raises(Rejected):
        laws.packs_with("bb.toml", TWIN)


def test_where_it_took_the_place_of_a_shipped_one_that_one_holds(db: str) -> None:
    put("ca-on.toml", TWIN.replace("ca-on.hours", "ca-qc.hours"))
    assert list(laws.left_out()) == ["ca-on.toml"]
    assert laws.current().rule("ca-on.hours") is not None
