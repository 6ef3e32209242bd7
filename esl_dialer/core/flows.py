"""What a call's flow asks of it, and what the keys in it mean.

``FLOWS`` is the one table from a campaign's kind to its flow. What the switch executes under a
flow's name is in ``ivr.flows``; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from esl_dialer.core.words import CallKind, CampaignKind, Step

NO_TERMINATORS = "none"
"""FreeSWITCH's word: no key ends the message."""


@dataclass(frozen=True, slots=True)
class FlowTraits:
    """``name`` is the flow's extension in the dialplan; ``keys`` says to which step each leads;
    ``call_kind`` is what the law takes such a call for: by what speaks when it is answered."""

    name: str
    keys: Mapping[str, Step] = field(default_factory=dict)
    call_kind: CallKind = CallKind.RECORDED
    needs_agent: bool = False
    """Who answers talks with an agent: calls start only for agents who are free."""

    @property
    def interactive(self) -> bool:
        """Whether it listens for keys, and says something to who presses them."""
        return bool(self.keys)

    @property
    def needs_transfer(self) -> bool:
        """Whether it may connect the person to somebody: who, must be known before the call."""
        return bool(self.transfer_keys)

    @property
    def transfer_keys(self) -> tuple[str, ...]:
        return tuple(key for key, step in self.keys.items() if step is Step.TRANSFER)

    @property
    def terminators(self) -> str:
        """The keys that end the message, as FreeSWITCH takes them; any other is ignored."""
        return "".join(self.keys) or NO_TERMINATORS

    def key_to(self, step: Step) -> str:
        """The key that brought the call to a step; empty when none did."""
        asked = _BEGAN_AS.get(step, step)
        return next((key for key, leads_to in self.keys.items() if leads_to is asked), "")


_BEGAN_AS = {Step.APOLOGY: Step.TRANSFER}
"""Steps that follow another by themselves."""

LINK_BACK = FlowTraits("link_back", {"1": Step.TRANSFER, "2": Step.WRONG_PERSON})
MESSAGE_DROP = FlowTraits("message_drop")

AGENT_CALL = FlowTraits("await_agent", call_kind=CallKind.LIVE, needs_agent=True)

FLOWS: dict[CampaignKind, FlowTraits] = {
    CampaignKind.LB: LINK_BACK,
    CampaignKind.MD: MESSAGE_DROP,
    CampaignKind.AG: AGENT_CALL,
}
