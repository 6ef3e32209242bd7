"""What one transaction of an import stores."""

from collections import Counter
from dataclasses import dataclass, field

from esl_dialer.core.lists.list_rows import ListRow, Problem
from esl_dialer.core.people.person_stops import ListedStop
from esl_dialer.core.people.stops import Mark
from esl_dialer.store.people.consents import Listed


@dataclass(slots=True)
class Chunk:
    """What one transaction stores: rows that are new, rows that replace, and the cursor."""

    rows_read: int
    new: list[ListRow] = field(default_factory=list)
    replacing: list[tuple[int, ListRow]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bad: int = 0
    duplicate: int = 0
    alike: int = 0
    same_person: int = 0
    marks: dict[str, Mark] = field(default_factory=dict)
    """By account: records of the campaign that are not to be called, new ones and others."""
    people: dict[str, ListedStop] = field(default_factory=dict)
    """By whose it is: who is not to be called, in whatever campaign."""
    consents: dict[str, Listed] = field(default_factory=dict)
    """By whose it is: who consented to calls, or does not any more."""
    stops: Counter[str] = field(default_factory=Counter)
    """Rows that say so, by reason."""
