"""What a call's flow asks of it, and what the keys in it mean.

``FLOWS`` is the one table from a campaign's kind to its flow; ``flow_of`` heeds what it set. What
the switch executes under a flow's name is in ``ivr.flows``; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from esl_dialer.core.words import CallKind, CampaignKind, Step

NO_TERMINATORS = "none"
"""FreeSWITCH's word: no key ends the message."""


@dataclass(frozen=True, slots=True)
class FlowTraits:
    """``name`` is the flow's extension in the dialplan; ``keys`` says to which step each leads;
    ``call_kind`` is what the law takes such a call for: by what speaks when it is answered.
    ``confirmed_by``: the key by which the person says first that they are meant; only then the
    message is played, and keys mean what they mean. Empty: nobody is asked."""

    name: str
    keys: Mapping[str, Step] = field(default_factory=dict)
    call_kind: CallKind = CallKind.RECORDED
    confirmed_by: str = ""
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

    def decided_by(self, keys: str) -> str:
        """Of keys in the order in which they were pressed, the one that decided; empty: none."""
        meant = [key for key in keys if key in self.keys]
        if meant and meant[0] == self.confirmed_by:
            del meant[0]
        return meant[0] if meant else ""

    def key_to(self, step: Step) -> str:
        """The key that brought the call to a step; empty when none did."""
        asked = _BEGAN_AS.get(step, step)
        return next((key for key, leads_to in self.keys.items() if leads_to is asked), "")


_BEGAN_AS = {Step.APOLOGY: Step.TRANSFER}
"""Steps that follow another by themselves."""

LINK_BACK = FlowTraits("link_back", {"1": Step.TRANSFER, "2": Step.WRONG_PERSON})
LINK_BACK_CONFIRMED = FlowTraits("link_back_confirmed", LINK_BACK.keys, confirmed_by="1")
"""Link Back behind the right-party gate: who answers confirms that they are the person meant."""

MESSAGE_DROP = FlowTraits("message_drop")

AGENT_CALL = FlowTraits("await_agent", call_kind=CallKind.LIVE, needs_agent=True)

FLOWS: dict[CampaignKind, FlowTraits] = {
    CampaignKind.LB: LINK_BACK,
    CampaignKind.MD: MESSAGE_DROP,
    CampaignKind.AG: AGENT_CALL,
}


def flow_of(kind: CampaignKind, *, right_party: bool) -> FlowTraits:
    """The flow of a campaign; ``right_party``: its people confirm who they are first."""
    return LINK_BACK_CONFIRMED if right_party and kind is CampaignKind.LB else FLOWS[kind]
