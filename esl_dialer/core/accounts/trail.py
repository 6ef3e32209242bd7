"""The audit trail in sentences: who did what with whom or what."""

from collections.abc import Mapping
from typing import Any

from esl_dialer.core.says import Says

Choices = tuple[tuple[frozenset[str], Says], ...]


def _choices(*sentences: Says | tuple[str, Says]) -> Choices:
    """In their order, each with the details without which it can't be said."""
    pairs = (("", one) if isinstance(one, Says) else one for one in sentences)
    return tuple((frozenset(needed.split()), says) for needed, says in pairs)


SENTENCES: dict[str, Choices] = {
    "campaign.create": _choices(Says("{who} made the campaign {of}")),
    "campaign.edit": _choices(
        ("changes", Says("{who} changed {of}: {changes}")),
        ("fields", Says("{who} changed {fields} of {of}")),
    ),
    "campaign.caller": _choices(
        ("before after", Says("{who} changed who calls for {of} from {before} to {after}"))
    ),
    "campaign.speed": _choices(
        ("was cpm", Says("{who} changed the speed of {of} from {was} to {cpm}")),
        ("cpm", Says("{who} changed the speed of {of} to {cpm}")),
    ),
    "campaign.order": _choices(
        ("was dial_order", Says("{who} changed the dial order of {of} from {was} to {dial_order}")),
        ("dial_order", Says("{who} changed the dial order of {of} to {dial_order}")),
    ),
    "campaign.start": _choices(Says("{who} started {of}")),
    "campaign.paused": _choices(Says("{who} paused {of}")),
    "campaign.stopped": _choices(Says("{who} stopped {of}")),
    "campaign.completed": _choices(Says("{of} was completed by {who}")),
    "campaign.complete": _choices(Says("{who} marked {of} complete")),
    "campaign.renew": _choices(Says("{who} began a new run of {of}")),
    "campaign.reset": _choices(Says("{who} reset {of}")),
    "campaign.archive": _choices(Says("{who} archived {of}")),
    "campaign.unarchive": _choices(Says("{who} brought {of} back")),
    "campaign.delete": _choices(Says("{who} deleted {of}")),
    "campaign.report": _choices(Says("{who} took the report of {of} away")),
    "campaign.rehearse": _choices(Says("{who} rehearsed {of}")),
    "stop_all": _choices(Says("{who} stopped everything")),
    "audio.generate": _choices(Says("{who} had the audio of {of} made")),
    "audio.stop": _choices(Says("{who} stopped the audio of {of}")),
    "list.import": _choices(
        ("name", Says("{who} imported the list {name} into {of}")),
        Says("{who} imported a list into {of}"),
    ),
    "list.cancel": _choices(("name", Says("{who} cancelled the import of {name} into {of}"))),
    "list.undo": _choices(("name", Says("{who} began to undo the import of {name} into {of}"))),
    "list.undone": _choices(("name", Says("the import of {name} into {of} is undone"))),
    "list.attach": _choices(Says("{who} attached {of} to a campaign")),
    "list.detach": _choices(
        (
            "goes stays",
            Says(
                "{who} detached {of} from a campaign: {goes} {goes:record goes|records go},"
                " {stays} {stays:stays|stay}"
            ),
        ),
        Says("{who} detached {of} from a campaign"),
    ),
    "list.detached": _choices(
        ("removed", Says("{of} is detached: {removed} {removed:record|records} removed"))
    ),
    "list.download": _choices(("name", Says("{who} took the file {name} away"))),
    "list.download_rejects": _choices(Says("{who} took the rejected rows of {of} away")),
    "list.remove_accounts": _choices(
        ("removed", Says("{who} took {removed} {removed:account|accounts} out of {of}"))
    ),
    "record.add": _choices(("account", Says("{who} added the person {account}"))),
    "record.edit": _choices(("account", Says("{who} changed the person {account}"))),
    "record.delete": _choices(("account", Says("{who} deleted the person {account}"))),
    "record.call_back": _choices(
        ("account at", Says("{who} agreed with {account} on a call-back at {at}"))
    ),
    "record.call_back_cleared": _choices(
        ("account", Says("{who} took the call-back of {account} back"))
    ),
    "person.stop": _choices(
        ("account why", Says("{who} noted that {account} is not to be called: {why}"))
    ),
    "person.not_theirs": _choices(
        ("account why", Says("{who} said that a stop of {account} is of somebody else: {why}"))
    ),
    "person.unstop": _choices(("account why", Says("{who} lifted a stop of {account}: {why}"))),
    "person.consent": _choices(("account", Says("{who} recorded a consent of {account}"))),
    "person.revoke": _choices(
        ("account why", Says("{who} noted that {account} took a consent back: {why}"))
    ),
    "attempt.dispose": _choices(
        ("disposition", Says("{who} gave the disposition {disposition} to {of}"))
    ),
    "disposition.create": _choices(Says("{who} made the {of}")),
    "disposition.change": _choices(Says("{who} changed the {of}")),
    "disposition.delete": _choices(Says("{who} deleted the {of}")),
    "disposition_set.create": _choices(("name", Says("{who} made the set of dispositions {name}"))),
    "disposition_set.change": _choices(
        ("name", Says("{who} changed the set of dispositions {name}"))
    ),
    "disposition_set.delete": _choices(
        ("name", Says("{who} deleted the set of dispositions {name}"))
    ),
    "phone.mark": _choices(
        ("number account", Says("{who} marked the phone {number} of {account}: do not call"))
    ),
    "phone.unmark": _choices(
        ("number account", Says("{who} let the phone {number} of {account} be called again"))
    ),
    "dnc.add": _choices(("first", Says("{who} added {of} to a do-not-call list, first {first}"))),
    "dnc.change": _choices(Says("{who} changed {of} on a do-not-call list")),
    "dnc.remove": _choices(Says("{who} took {of} off a do-not-call list")),
    "dnc.export": _choices(Says("{who} took the {of} away as a file")),
    "dnc_list.create": _choices(("name", Says("{who} made the do-not-call list {name}"))),
    "dnc_list.rename": _choices(
        ("name was", Says("{who} renamed the do-not-call list {was} to {name}"))
    ),
    "dnc_list.delete": _choices(("name", Says("{who} deleted the do-not-call list {name}"))),
    "filter.create": _choices(("name", Says("{who} made the filter {name}"))),
    "filter.change": _choices(("name", Says("{who} changed the filter {name}"))),
    "filter.delete": _choices(("name", Says("{who} deleted the filter {name}"))),
    "gateway.add": _choices(Says("{who} added the gateway {of}")),
    "gateway.change": _choices(Says("{who} changed the gateway {of}")),
    "gateway.remove": _choices(Says("{who} removed the gateway {of}")),
    "setting.change": _choices(
        ("was value", Says("{who} changed the setting {of} from {was} to {value}")),
        ("value", Says("{who} changed the setting {of} to {value}")),
    ),
    "user.create": _choices(Says("{who} made the user {of}")),
    "user.change": _choices(Says("{who} changed the user {of}")),
    "user.delete": _choices(Says("{who} deleted the user {of}")),
    "user.password": _choices(Says("{who} set a new password for {of}")),
    "user.sign_out": _choices(Says("{who} signed {of} out everywhere")),
    "user.second_factor": _choices(Says("{who} changed the second factor of {of}")),
    "user.recovery_codes": _choices(Says("{who} made new recovery codes for {of}")),
    "agent.create": _choices(
        ("extension", Says("{who} made {of} an agent, extension {extension}"))
    ),
    "agent.change": _choices(
        ("extension", Says("{who} gave the agent {of} the extension {extension}"))
    ),
    "agent.assign": _choices(Says("{who} changed which campaigns {of} works for")),
    "agent.remove": _choices(Says("{who} took {of} off the agents")),
    "agent.log_out": _choices(Says("{who} logged {of} out of taking calls")),
    "agent.reasons": _choices(Says("{who} changed the reasons for a pause")),
    "agent.submit": _choices(Says("{of} said what became of their call")),
    "agent.skip": _choices(("reason", Says("{of} skipped a person: {reason}"))),
    "agent.transfer": _choices(("to", Says("{of} gave their call to {to}"))),
    "token.add": _choices(("name", Says("{who} made the token {name} of {of}"))),
    "token.revoke": _choices(Says("{who} revoked a token of {of}")),
    "sign_in.failed": _choices(Says("{who} could not sign in")),
    "sign_in.recovery_code": _choices(Says("{who} signed in with a recovery code")),
    "test_call": _choices(("number", Says("{who} called {number} as a test"))),
    "law.change": _choices(("effect", Says("{who} changed what {of} does: {effect}"))),
    "results.deliver": _choices(("file", Says("{who} uploaded the results as {file}"))),
    "backup.make": _choices(Says("{who} made the backup {of}")),
    "backup.restore": _choices(Says("{who} put the backup {of} back")),
}
"""By action. What is not here is told by its own name."""

OTHER = Says("{who}: {action} {of}")


def sentence(action: str, detail: Mapping[str, Any], who: str | Says, of: str | Says) -> Says:
    """``who`` did it, with what, both as people call them."""
    for needed, says in SENTENCES.get(action, ()):
        if needed <= detail.keys():
            return says.of(who=who, of=of, **{name: _shown(detail[name]) for name in needed})
    return OTHER.of(who=who, action=action, of=of)


def _shown(value: Any) -> str | int | float | Says:
    """Numbers were kept as texts: 200.0."""
    if isinstance(value, bool):
        return Says("yes") if value else Says("no")
    if isinstance(value, Says | int | float):
        return value
    return str(value).removesuffix(".0")
