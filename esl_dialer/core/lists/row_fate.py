"""What becomes of a row of a list, in a word: what is said beside what is wrong with it."""

from enum import StrEnum

from esl_dialer.core.lists.likeness import Judged


class RowFate(StrEnum):
    REJECTED = "rejected"
    """By a problem that is no warning."""
    NEVER_CALLED = "never_called"
    """The row says not to call the person: whose record it is, or is taken for, has that stop."""
    LEFT_OUT = "left_out"
    """Its account or its person is there already."""
    REPLACES = "replaces"
    """Its values take the place of those of a record that is pending."""
    IMPORTED = "imported"


def fate_of(judged: Judged) -> RowFate:
    """Of a row that was not rejected."""
    if judged.row.stop:
        return RowFate.NEVER_CALLED
    if judged.left_out:
        return RowFate.LEFT_OUT
    return RowFate.REPLACES if judged.record else RowFate.IMPORTED
