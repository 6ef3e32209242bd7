"""What marks of phones make of their record."""

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.people.phone_marks import is_by_marks, stop_by_marks
from esl_dialer.core.people.stops import Mark, by_list
from esl_dialer.core.words import RecordStatus, StopReason

BY_A_LIST = by_list(StopReason.DECEASED, "may.csv", 12, "Phone 1", "deceased")
phones = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=5)


@given(phones)
def test_a_record_is_stopped_while_marks_leave_no_phone(found):
    stop = stop_by_marks(found, None)
    free = [one for one in found if one == (False, False)]
    marked = [one for one in found if one[1]]
    assert (stop is not None) == (free == [] and marked != [])
    assert stop is None or (stop.status, is_by_marks(stop)) == (RecordStatus.DNC, True)


@given(phones, phones)
def test_it_goes_on_when_one_is_not_any_more(before, now):
    assert stop_by_marks(now, stop_by_marks(before, None)) == stop_by_marks(now, None)


@given(phones)
def test_what_a_list_says_stays(found):
    assert stop_by_marks(found, BY_A_LIST) == BY_A_LIST
    assert not is_by_marks(Mark(StopReason.DNC, BY_A_LIST.source))
