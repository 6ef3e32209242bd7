"""The numbers of the law's decisions, as a tick needs them for each attempt: one look in a table.

What warns changes on full minutes only, so an answer holds until the minute is over.
"""

from datetime import datetime

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.law.decisions import LawDecision, decision_of
from esl_dialer.core.law.law import Law
from esl_dialer.store.law import decisions

UNASKED = 0
"""Of an attempt for which no rule was asked."""


class DecisionNumbers:
    """Of one engine and one database. A new decision is committed before any attempt names it."""

    def __init__(self) -> None:
        self._minute = -1
        self._this_minute: dict[tuple[str, str, str, str], int] = {}
        self._kept: dict[LawDecision, int] = {}

    def number(self, law: Law, gate: str, campaign: Campaign, now: datetime) -> int:
        """Of what lets the campaign call the people behind a gate now."""
        if (minute := int(now.timestamp()) // 60) != self._minute:
            self._this_minute.clear()
            self._minute = minute
        asked = (gate, campaign.caller, campaign.call_kind, law.edition)
        if (found := self._this_minute.get(asked)) is None:
            found = self._this_minute[asked] = self._number(law, gate, campaign, now)
        return found

    def _number(self, law: Law, gate: str, campaign: Campaign, now: datetime) -> int:
        decision = decision_of(law, gate, campaign.caller, campaign.call_kind, now)
        if (found := self._kept.get(decision)) is None:
            found = self._kept[decision] = decisions.number_of(decision, now)
        return found
