import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.causes import (
    GATEWAY_ANSWERS,
    UNANSWERED,
    UNKNOWN,
    Fault,
    Meaning,
    another_gateway_may_help,
    gateway_failed,
    meaning_of,
)
from esl_dialer.core.words import Outcome
from tests.core.calls.causes_of_freeswitch import NAMES

FAULTS_THAT_REFUSE = {Fault.NETWORK, Fault.SWITCH}


def test_every_cause_of_freeswitch_has_a_meaning_and_no_other_name_has():
    assert set(UNANSWERED) == NAMES


@pytest.mark.parametrize(
    ("cause", "rang", "outcome", "fault"),
    [
        ("USER_BUSY", True, Outcome.BUSY, Fault.NOBODY),
        ("BUSY_EVERYWHERE", False, Outcome.BUSY, Fault.NOBODY),
        ("NO_ANSWER", True, Outcome.NO_ANSWER, Fault.NOBODY),
        ("NO_USER_RESPONSE", False, Outcome.NO_ANSWER, Fault.NOBODY),
        ("NO_PICKUP", True, Outcome.NO_ANSWER, Fault.NOBODY),
        ("ALLOTTED_TIMEOUT", True, Outcome.NO_ANSWER, Fault.NOBODY),
        ("ORIGINATOR_CANCEL", True, Outcome.NO_ANSWER, Fault.NOBODY),
        ("UNALLOCATED_NUMBER", False, Outcome.FAILED, Fault.NUMBER),
        ("UNALLOCATED_NUMBER", True, Outcome.FAILED, Fault.NUMBER),
        ("INVALID_NUMBER_FORMAT", False, Outcome.FAILED, Fault.NUMBER),
        ("DOES_NOT_EXIST_ANYWHERE", False, Outcome.FAILED, Fault.NUMBER),
        ("CALL_REJECTED", False, Outcome.FAILED, Fault.CALLEE),
        ("UNWANTED", False, Outcome.FAILED, Fault.CALLEE),
        ("NORMAL_TEMPORARY_FAILURE", False, Outcome.REFUSED, Fault.NETWORK),
        ("NORMAL_TEMPORARY_FAILURE", True, Outcome.FAILED, Fault.NETWORK),
        ("INCOMPATIBLE_DESTINATION", False, Outcome.REFUSED, Fault.NETWORK),
        ("NO_IDENTITY", False, Outcome.REFUSED, Fault.NETWORK),
        ("DESTINATION_OUT_OF_ORDER", False, Outcome.REFUSED, Fault.SWITCH),
        ("GATEWAY_DOWN", False, Outcome.REFUSED, Fault.NETWORK),
        ("SYSTEM_SHUTDOWN", True, Outcome.FAILED, Fault.SWITCH),
    ],
)
def test_what_a_cause_means(cause, rang, outcome, fault):
    assert meaning_of(cause, rang=rang) == Meaning(outcome, fault)


@pytest.mark.parametrize("cause", sorted(NAMES))
def test_only_what_never_rang_is_refused(cause):
    silent, rung = meaning_of(cause, rang=False), meaning_of(cause, rang=True)
    assert rung.outcome in {Outcome.NO_ANSWER, Outcome.BUSY, Outcome.FAILED}
    assert silent.fault is rung.fault
    assert (silent.outcome is Outcome.REFUSED) == (silent.fault in FAULTS_THAT_REFUSE)


@given(st.text().filter(lambda text: text not in NAMES), st.booleans())
def test_a_cause_that_nobody_knows_is_a_failure_on_the_way(cause, rang):
    expected = Outcome.FAILED if rang else Outcome.REFUSED
    assert meaning_of(cause, rang=rang) == Meaning(expected, UNKNOWN.fault)


@pytest.mark.parametrize("status", sorted(GATEWAY_ANSWERS))
def test_what_a_trunk_answers_before_anything_rang_is_not_the_numbers_fault(status):
    cause = "RECOVERY_ON_TIMER_EXPIRE" if status == 408 else "CALL_REJECTED"
    silent = meaning_of(cause, rang=False, sip_status=status)
    assert silent == Meaning(Outcome.REFUSED, Fault.NETWORK)
    assert meaning_of(cause, rang=True, sip_status=status) == meaning_of(cause, rang=True)


def test_a_person_who_declines_has_declined():
    assert meaning_of("CALL_REJECTED", rang=False, sip_status=603).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("cause", "channel", "rang", "status", "helps"),
    [
        ("NORMAL_TEMPORARY_FAILURE", True, False, 503, True),
        ("NORMAL_TEMPORARY_FAILURE", True, True, 503, False),
        ("NORMAL_TEMPORARY_FAILURE", False, False, 0, False),
        ("GATEWAY_DOWN", False, False, 0, True),
        ("INVALID_GATEWAY", False, False, 0, True),
        ("NETWORK_OUT_OF_ORDER", True, False, 502, True),
        ("CALL_REJECTED", True, False, 403, True),
        ("CALL_REJECTED", True, False, 603, False),
        ("RECOVERY_ON_TIMER_EXPIRE", True, False, 408, True),
        ("RECOVERY_ON_TIMER_EXPIRE", True, False, 0, False),
        ("DESTINATION_OUT_OF_ORDER", False, False, 0, False),
        ("UNALLOCATED_NUMBER", True, False, 404, False),
        ("USER_BUSY", True, False, 486, False),
        ("COMMAND_REFUSED", False, False, 0, False),
    ],
)
def test_when_another_gateway_may_help(cause, channel, rang, status, helps):
    told = another_gateway_may_help(cause, channel=channel, rang=rang, sip_status=status)
    assert told is helps


@given(st.sampled_from(sorted(NAMES)), st.booleans(), st.booleans(), st.integers(0, 699))
def test_another_gateway_is_tried_only_for_what_is_refused(cause, channel, rang, status):
    if another_gateway_may_help(cause, channel=channel, rang=rang, sip_status=status):
        assert meaning_of(cause, rang=rang, sip_status=status).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("cause", "sip_status", "channel", "rang", "failed"),
    [
        ("NORMAL_TEMPORARY_FAILURE", 503, True, False, True),
        ("NORMAL_TEMPORARY_FAILURE", 500, True, False, True),
        ("NORMAL_TEMPORARY_FAILURE", 0, True, False, True),
        ("NETWORK_OUT_OF_ORDER", 502, True, False, True),
        ("DESTINATION_OUT_OF_ORDER", 502, True, False, True),
        ("RECOVERY_ON_TIMER_EXPIRE", 408, True, False, True),
        ("RECOVERY_ON_TIMER_EXPIRE", 504, True, False, True),
        ("RECOVERY_ON_TIMER_EXPIRE", 0, True, False, True),
        ("CALL_REJECTED", 403, True, False, True),
        ("GATEWAY_DOWN", 0, False, False, True),
        ("NORMAL_TEMPORARY_FAILURE", 503, True, True, False),
        ("DESTINATION_OUT_OF_ORDER", 0, False, False, False),
        ("UNALLOCATED_NUMBER", 404, True, False, False),
        ("NO_USER_RESPONSE", 480, True, False, False),
        ("USER_BUSY", 486, True, False, False),
        ("CALL_REJECTED", 603, True, False, False),
        ("NO_ANSWER", 0, True, False, False),
    ],
)
def test_whose_fault_it_is_that_a_gateway_took_no_call(cause, sip_status, channel, rang, failed):
    assert gateway_failed(cause, channel=channel, rang=rang, sip_status=sip_status) is failed
