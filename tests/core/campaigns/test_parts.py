"""The parts of a campaign's people: total over statuses, each record in one."""

from itertools import product

import pytest

from esl_dialer.core.campaigns.parts import PARTS_OF, STATUSES_OF, Group, Part, groups, parts
from esl_dialer.core.words import RecordStatus

SHOWN = set(RecordStatus) - {RecordStatus.DELETED}
"""A deleted record is counted nowhere."""


def test_each_status_has_its_part_and_each_part_its_statuses():
    assert frozenset().union(*STATUSES_OF.values()) == SHOWN
    assert set(STATUSES_OF) == set(Part)
    assert {part for its in PARTS_OF.values() for part in its} == set(Part) - {Part.LEFT_OUT}


@pytest.mark.parametrize(("over", "again"), list(product([False, True], [0, 1, 2])))
def test_each_record_is_in_one_part(over, again):
    found = parts(dict.fromkeys(SHOWN, 1), again=again, over=over)
    assert sum(found.values()) == len(SHOWN)
    assert min(found.values()) >= 0
    assert (found[Part.RETRYING], found[Part.IN_PROGRESS]) == (again, 2 - again)
    assert found[Part.NO_ATTEMPT] == (2 if over else 1)
    assert sum(groups(found).values()) == len(SHOWN) - found[Part.LEFT_OUT]


def test_a_call_that_ended_between_two_readings_makes_no_count_negative():
    found = parts({RecordStatus.DIALING: 1}, again=5, over=False)
    assert (found[Part.RETRYING], found[Part.IN_PROGRESS]) == (1, 0)


def test_nobody():
    assert groups(parts({}, again=0, over=True)) == dict.fromkeys(Group, 0)
