"""A message beside the law of a place: what must be said, what may not, and in which words."""

from dataclasses import replace
from datetime import date

import pytest

from esl_dialer.core.law.law import Law
from esl_dialer.core.law.lint import (
    Finding,
    Heard,
    Occasion,
    Problem,
    heard,
    lint,
    script_of,
    shown_finding,
)
from esl_dialer.core.law.pack_reader import Rejected, read_pack
from esl_dialer.core.law.rules import Effect
from esl_dialer.core.law.shipped import shipped_law, shipped_packs
from esl_dialer.core.law.topics import shipped_topics
from esl_dialer.core.speech.default_templates import templates_of
from esl_dialer.core.speech.messages import Script
from esl_dialer.core.speech.templates import TemplateError
from esl_dialer.core.words import Caller, CallKind, CampaignKind, Language
from tests.core.law.test_packs import FREEDONIA

DAY = date(2026, 12, 1)
SAID = {"agency": "ABC Recovery Inc", "agency_address": "PO Box 123, Toronto"}
GOOD = (
    "Hello. This is {agency}. This is about a personal business matter. Call us at {tfn}. "
    "Our address is {agency_address}."
)
BON = (
    "Bonjour. Ici {agency}. C'est au sujet d'une affaire personnelle. Appelez-nous au {tfn}. "
    "Notre adresse est {agency_address}."
)


def found(
    text: str,
    place: str = "CA-ON",
    *,
    other: str = "",
    language: Language = Language.EN,
    caller: Caller = Caller.AGENCY,
    call: CallKind = CallKind.RECORDED,
    kind: CampaignKind = CampaignKind.MD,
    said: dict[str, str] = SAID,
    law: Law | None = None,
) -> tuple[Finding, ...]:
    message = heard(script_of(kind, language, text, other), place, said)
    return lint(law or shipped_law(), message, Occasion(place, caller, call, DAY))


def told(*args, **more) -> list[tuple[str, str, str]]:
    return [(one.rule.id, str(one.problem), one.topic) for one in found(*args, **more)]


def test_who_confirmed_who_they_are_may_hear_of_the_debt() -> None:
    owes = f"{GOOD} You owe {{balance}}."
    script = script_of(CampaignKind.LB, Language.EN, owes, right_party=True)
    asked = Occasion("CA", Caller.AGENCY, CallKind.RECORDED, DAY)
    assert lint(shipped_law(), heard(script, "CA", SAID), asked) == ()
    broken = lint(shipped_law(), heard(replace(script, right_party=False), "CA", SAID), asked)
    assert {one.rule.id for one in broken} == {"ca-privacy.before-confirmed"}
    quebec = heard(script, "CA-QC", SAID), Occasion("CA-QC", Caller.AGENCY, CallKind.RECORDED, DAY)
    assert "ca-qc.recorded-message" in {one.rule.id for one in lint(shipped_law(), *quebec)}


def test_a_good_message_has_no_finding() -> None:
    assert told(GOOD) == []
    assert told(GOOD, "CA-QC", other=BON) == []


@pytest.mark.parametrize("kind", CampaignKind)
@pytest.mark.parametrize("place", ["CA-ON", "CA-QC", "CA-BC", "CA-NS", "CA-AB", "CA-YT"])
@pytest.mark.parametrize("caller", Caller)
def test_the_default_texts_are_lawful(kind: CampaignKind, place: str, caller: Caller) -> None:
    english, french = templates_of(kind)
    script = Script(1, kind, Language.EN, english, french, 1)
    occasion = Occasion(place, caller, CallKind.RECORDED, DAY)
    assert lint(shipped_law(), heard(script, place, SAID), occasion) == ()


def test_who_calls_is_said_first() -> None:
    late = "This is a message for {full_name}. " + GOOD
    (one,) = found(late)
    assert (one.rule.id, one.problem, one.topic) == ("ca-crtc.recorded-opening", "late", "caller")
    assert one.words == ("{agency}", "This is")
    nobody = GOOD.replace("This is {agency}.", "")
    assert told(nobody) == [("ca-crtc.recorded-opening", "missing", "caller")]
    assert told("Good day {full_name}. " + GOOD.removeprefix("Hello. ")) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "topic"),
    [
        ("This is about a personal business matter. ", "", "ca-crtc.recorded-purpose", "purpose"),
        ("Call us at {tfn}. ", "", "ca-crtc.recorded-opening", "call-back number"),
        ("Our address is {agency_address}.", "", "ca-crtc.recorded-opening", "address"),
    ],
)
def test_what_must_be_said(old: str, new: str, rule: str, topic: str) -> None:
    assert told(GOOD.replace(old, new)) == [(rule, "missing", topic)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{tfn}", "1-800-270-9938"),
        ("{tfn}", "{did}"),
        ("Our address is {agency_address}.", "Write to us at help@example.ca."),
        ("{agency_address}", "100 King Street West, Toronto ON M5X 1A9"),
        ("{agency_address}", "P.O. Box 123, Toronto"),
        ("This is {agency}.", "We are calling on behalf of ABC Bank."),
        ("about a personal business matter", "to let you know of a personal matter"),
    ],
)
def test_how_it_may_be_said(old: str, new: str) -> None:
    assert old in GOOD
    assert told(GOOD.replace(old, new)) == []


def test_what_an_empty_setting_says_is_not_said() -> None:
    (one,) = found(GOOD, said={"agency": "ABC", "agency_address": ""})
    assert (one.problem, one.topic) == (Problem.UNSET, "address")
    assert str(one.says).endswith("by {agency_address}, and that setting is empty")
    unset = told(GOOD, said={"agency": "", "agency_address": ""})
    assert ("ca-crtc.recorded-opening", "unset", "caller") in unset


def test_nothing_of_the_debt_is_said_to_whoever_answers() -> None:
    text = GOOD + " You owe {balance} to {client_name}; your account {account_number} is overdue."
    ids = {one.rule.id for one in found(text)}
    assert ids == {"ca-privacy.before-confirmed"}
    words = {one.topic: one.words for one in found(text)}
    assert words == {
        "debt": ("owe", "overdue"),
        "amount": ("{balance}",),
        "creditor": ("{client_name}",),
        "account details": ("{account_number}", "your account"),
    }
    assert told(text, caller=Caller.TELEMARKETER) == []


def test_quebec_lets_a_recorded_message_say_no_more_than_whom_to_call() -> None:
    text = GOOD + " We are a collection agency."
    french = BON + " Nous sommes une agence de recouvrement."
    by_rule = [one for one in found(text, "CA-QC", other=french)
               if one.rule.id == "ca-qc.recorded-message"]  # fmt: skip
    assert [(one.topic, one.language) for one in by_rule] == [
        ("debt", "en"), ("collection agency", "en"), ("debt", "fr"), ("collection agency", "fr"),
    ]  # fmt: skip
    assert by_rule[-1].words == ("agence de recouvrement",)
    live = told(text, "CA-QC", other=french, call=CallKind.LIVE)
    assert live == []
    of_its_own = told(text, "CA-QC", other=french, caller=Caller.CREDITOR)
    assert "ca-qc.recorded-message" not in {rule for rule, _, _ in of_its_own}


def test_quebec_hears_french() -> None:
    (one,) = found(GOOD, "CA-QC")
    assert (one.rule.id, one.problem, one.language) == ("ca-qc.french", "language", Language.FR)
    assert told(GOOD) == []
    assert told(BON, "CA-QC", language=Language.FR) == []


def test_each_language_is_looked_at_for_itself() -> None:
    (one,) = found(GOOD, "CA-QC", other=BON.replace("Appelez-nous au {tfn}. ", ""))[:1]
    assert (one.topic, one.language) == ("call-back number", Language.FR)
    assert str(one.says) == "the French text does not say a number to call back"


def test_newfoundland_wants_an_agency_to_say_at_once_that_it_is_one() -> None:
    assert told(GOOD, "CA-NL") == [("ca-nl.says-agency", "missing", "collection agency")]
    said = GOOD.replace("This is {agency}.", "This is {agency}, a collection agency.")
    assert "ca-nl.says-agency" not in {rule for rule, _, _ in told(said, "CA-NL")}
    late = GOOD + " We are a collection agency."
    assert ("ca-nl.says-agency", "late", "collection agency") in told(late, "CA-NL")
    named = {"agency": "ABC Collection Agency", "agency_address": "PO Box 1"}
    assert told(GOOD, "CA-NL", said=named) == []
    assert told(GOOD, "CA-NL", caller=Caller.CREDITOR) == []


def test_in_nova_scotia_a_dialers_message_has_a_number() -> None:
    rules = {rule for rule, _, _ in told(GOOD.replace("{tfn}", "the office"), "CA-NS")}
    assert rules == {"ca-ns.recorded-message", "ca-crtc.recorded-opening"}


def test_the_united_states() -> None:
    text = "This is {agency}. Call {tfn}. To stop these calls, press 2."
    assert told(text, "US-NY") == []
    assert told("Please call {tfn}.", "US-NY") == [
        ("us.recorded-identity", "missing", "caller"),
        ("us.recorded-opt-out", "missing", "opt-out"),
    ]
    warned = found(f"{text} You owe a debt.", "US-NY")
    assert [(one.rule.id, one.rule.effect) for one in warned] == [
        ("us.limited-content", Effect.WARN)
    ]


def test_blocks_come_before_warnings() -> None:
    effects = [one.rule.effect for one in found("You owe {balance}.", "US-NY")]
    assert effects == sorted(effects, key=lambda effect: effect is not Effect.BLOCK)


def test_an_empty_text_says_nothing_and_breaks_nothing() -> None:
    assert told("") == []
    assert told("  ", "CA-QC", other="\n") == []


def test_a_text_that_is_no_template_is_refused() -> None:
    with pytest.raises(TemplateError):
        told("Hello {nobody}.")


def test_a_finding_as_programs_are_told_it() -> None:
    (one,) = found(GOOD, "CA-NL")
    shown = shown_finding(one)
    assert shown["rule"] == "ca-nl.says-agency"
    assert (shown["effect"], shown["problem"], shown["words"]) == ("warn", "missing", [])
    assert shown["text"] == "the English text does not say that a collection agency calls"


PACK = (
    FREEDONIA
    + """
[[topic]]
id = "xf.tax"
name = { en = "the salt tax", fr = "la gabelle" }
words.en = ["salt tax*"]
words.fr = ["gabelle*"]
besides.en = ["salt tax free"]
variables = ["custom.tax"]

[[rule]]
id = "xf.message"
kind = "message"
callers = ["agency"]
calls = ["recorded"]
kinds = ["MD"]
first = ["caller"]
forbids = ["xf.tax"]
languages = ["fr"]
text.en = "No word of the salt tax."
text.fr = "Pas un mot de la gabelle."
citation = "Code of Freedonia, s.3"
source = "https://example.org/code"
as_of = 2026-11-30
basis = "statute read"
effect = "block"
"""
)


def test_a_made_up_place_forbids_what_its_pack_describes() -> None:
    law = Law([*shipped_packs(), read_pack("xf.toml", PACK)])
    assert law.topic_faults() == []
    english = "This is {agency}. Salt taxes rose. A salt tax free day."
    message = Heard(CampaignKind.MD, ((Language.EN, english), (Language.FR, "Ici {agency}.")))
    occasion = Occasion("XF", Caller.AGENCY, CallKind.RECORDED, DAY)
    (one,) = lint(law, message, occasion)
    assert (one.topic, one.words) == ("xf.tax", ("Salt taxes",))
    assert str(one.says) == "the English text tells the salt tax: Salt taxes"
    assert lint(law, Heard(CampaignKind.LB, message.texts), occasion) == ()
    assert lint(law, Heard(CampaignKind.MD, message.texts[:1]), occasion)[0].topic == ""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('words.en = ["salt tax*"]', 'words.en = "salt"', "topic, words.en: no list of texts"),
        ('words.en = ["salt tax*"]', 'words.de = ["Salz"]', "write it by language"),
        ('fr = "la gabelle"', 'fr = 1', "name: missing in English or French"),
        ('variables = ["custom.tax"]', 'patterns = ["moon"]', "'moon' is none of: phone"),
        ('besides.en', 'beside.en', "topic, beside: no such field"),
        ('languages = ["fr"]', 'languages = ["xx"]', "languages: 'xx' is none of: en, fr"),
        ('kinds = ["MD"]', 'kinds = ["XX"]', "kinds: 'XX' is none of: LB, MD"),
        ('first = ["caller"]', 'first = "caller"', "first: not understood"),
    ],
)  # fmt: skip
def test_a_pack_with_a_fault_is_refused(old: str, new: str, fault: str) -> None:
    assert old in PACK
    with pytest.raises(Rejected, match=fault.replace("[", r"\[")):
        read_pack("xf.toml", PACK.replace(old, new))


def test_a_topic_that_nobody_described_is_told_and_breaks_nothing_else() -> None:
    law = Law([read_pack("xf.toml", PACK.replace('forbids = ["xf.tax"]', 'forbids = ["moon"]'))])
    (fault,) = law.topic_faults()
    assert str(fault) == "xf.toml: xf.message, forbids: there is no topic 'moon'"
    message = Heard(CampaignKind.MD, ((Language.FR, "Ici {agency}."),))
    (one,) = lint(law, message, Occasion("XF", Caller.AGENCY, CallKind.RECORDED, DAY))
    assert one.problem is Problem.UNCHECKED


def test_every_message_rule_that_is_shipped_can_be_checked() -> None:
    assert shipped_law().topic_faults() == []


@pytest.mark.parametrize("topic", [t for t in shipped_topics().values() if t.words])
@pytest.mark.parametrize("language", Language)
def test_every_word_of_a_topic_is_found(topic, language) -> None:
    for word in topic.words.get(language, ()):
        assert topic.spelled(f"so {word.rstrip('*').upper()}, so", language), word
