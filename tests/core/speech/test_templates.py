import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from esl_dialer.core.says import Says
from esl_dialer.core.speech.default_templates import ACKNOWLEDGEMENT, APOLOGY, DEFAULT_TEMPLATES
from esl_dialer.core.speech.messages import Script, says_the_same
from esl_dialer.core.speech.templates import Failure, Rendered, TemplateError, parse, render
from esl_dialer.core.speech.variables import EXAMPLE_FIELDS, VARIABLES, custom_key
from esl_dialer.core.speech.written import Words
from esl_dialer.core.words import CampaignKind, Language

EN, FR = Language.EN, Language.FR
SHOWN = {
    "full_name": "JOHN MUGLIA",
    "first_name": "JOHN",
    "last_name": "MUGLIA",
    "account_number": "1234567",
    "client_name": "ABC Financial Group",
    "tfn": "(800) 270-9938",
    "balance": "$628.63",
    "amount_due": "$534.34",
    "min_payment": "$125.73",
    "did": "(416) 901-3704",
    "agency_phone": "(510) 000-0000",
    "original_creditor": "ACME CORP",
    "email": "john@example.com",
    "city": "MARKHAM",
    "province": "ON",
    "postal_code": "L3S4V6",
    "address": "8780 Main St",
    "agency": "ABC Recovery Inc",
    "agency_address": "100 King Street West, Toronto",
}
"""The guide's table, an address and who calls."""


def ear(text: str, language: Language = EN, **fields: str) -> str:
    rendered = render(parse(text, language), fields, language, for_ear=True)
    assert isinstance(rendered, Rendered), rendered
    return rendered.text


def test_every_variable_is_shown_as_the_guide_shows_it() -> None:
    assert SHOWN.keys() == VARIABLES.keys()
    for name, shown in SHOWN.items():
        rendered = render(parse(f"{{{name}}}", EN), EXAMPLE_FIELDS, EN, for_ear=False)
        assert isinstance(rendered, Rendered)
        assert rendered.text == shown


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("Hello {ful_name}.", 6, "did you mean {full_name}?"),
        ("Hello {}.", 6, "unknown variable {}"),
        ("Hello {full_name.", 6, "no partner"),
        ("Hello full_name}.", 15, "no partner"),
        ("Hello {full_name!r}.", 6, "unknown variable"),
        ("Hello {full_name.__class__}.", 6, "unknown variable"),
        ('<play file="/etc/passwd"/>', 0, "can't be spoken"),
        ("x" * 4001, 4000, "longer than"),
        ("Dear {full_name}, pay $1.234 now.", 22, "a thousand, or decimals?"),
        ("Pay ${balance}.", 4, "says its dollars itself"),
        ("{full_name}2, hello.", 11, "put a space between"),
        ("Hello {full_name}, file 12-3456.", 24, "no number"),
    ],
)
def test_a_template_that_cannot_be_saved_says_where(text: str, position: int, reason: str) -> None:
    with pytest.raises(TemplateError, match=r"at character \d+") as caught:
        parse(text, EN)
    assert caught.value.position == position
    assert reason in str(caught.value.reason)


def test_a_name_with_full_stops_does_not_end_a_sentence() -> None:
    template = parse("Hello {full_name}. Mr. {last_name}, call us. Bye", EN)
    rendered = render(template, {"full_name": "J. R. Smith", "last_name": "St. Pierre"}, EN,
                      for_ear=True)  # fmt: skip
    assert isinstance(rendered, Rendered)
    assert [sentence.text for sentence in rendered.sentences] == [
        "Hello J R Smith.",
        "Mister Saint Pierre, call us.",
        "Bye",
    ]


def test_an_empty_variable_leaves_its_sentence_out_or_fails_the_record() -> None:
    template = parse("Hello {first_name}. You owe {balance}. Thank you.", EN)
    fields = {"first_name": "Ann", "balance": "N/A"}
    left = render(template, fields, EN, for_ear=True, on_empty="skip_sentence")
    assert isinstance(left, Rendered)
    assert left.text == "Hello Ann. Thank you."
    assert left.skipped == ("balance",)
    failed = render(template, fields, EN, for_ear=True, on_empty="fail_record")
    assert failed == Failure("balance", Says("is empty"))


def test_a_message_of_which_nothing_is_left_fails() -> None:
    assert render(parse("{balance}", EN), {}, EN, for_ear=True) == Failure(
        "", Says("nothing is left to say")
    )
    assert render(parse("  \n", EN), {}, EN, for_ear=True) == Failure(
        "", Says("the template is empty")
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("balance", "12.345"),
        ("balance", "about 12"),
        ("full_name", "Bob}{origination_uuid=1"),
        ("full_name", "John 2"),
        ("full_name", "Иван Петров"),
        ("tfn", "12345"),
        ("postal_code", "L3S"),
        ("email", "nobody"),
        ("province", "XX"),
        ("full_name", "A" * 200),
    ],
)
def test_what_cannot_be_said_right_fails_and_is_not_garbled(name: str, value: str) -> None:
    failed = render(parse(f"A. {{{name}}}. B.", EN), {name: value}, EN, for_ear=True)
    assert isinstance(failed, Failure)
    assert failed.variable == name


def test_the_default_templates_name_no_debt() -> None:
    assert DEFAULT_TEMPLATES.keys() == {(kind, lang) for kind in CampaignKind for lang in Language}
    debt = {"balance", "amount_due", "min_payment", "client_name", "original_creditor",
            "account_number"}  # fmt: skip
    for text in (*DEFAULT_TEMPLATES.values(), *APOLOGY.values(), *ACKNOWLEDGEMENT.values()):
        assert not parse(text, EN).variables & debt
        assert not any(word in text.lower() for word in ("debt", "owe", "dette", "créan", "collec"))


def test_a_sentence_is_shared_when_it_names_nobody() -> None:
    template = parse("Hello {full_name}. Call {tfn}. Thank you.", EN)
    assert [sentence.shared for sentence in template.sentences] == [False, True, True]


def test_numbers_written_into_a_template_are_said_like_those_of_the_list() -> None:
    assert ear("Call 1-800-270-9938 now, press 1.") == (
        "Call eight hundred, two seven zero, nine nine three eight now, press one."
    )
    assert ear("Pay $1,234.50 or more.") == (
        "Pay one thousand two hundred thirty-four dollars and fifty cents or more."
    )
    assert ear("Payez 1 234,50 $ ou plus.", FR) == (
        "Payez mille deux cent trente-quatre dollars et cinquante sous ou plus."
    )


def test_an_abbreviation_ends_no_sentence_and_a_number_does() -> None:
    template = parse("M. {last_name}, payez 50 $. Appelez ABC inc. avant 17 h. Merci.", FR)
    rendered = render(template, {"last_name": "ROY"}, FR, for_ear=True)
    assert isinstance(rendered, Rendered)
    assert [sentence.text for sentence in rendered.sentences] == [
        "Monsieur Roy, payez cinquante dollars.",
        "Appelez A B C incorporée avant dix-sept heures.",
        "Merci.",
    ]


@given(st.text(max_size=60), st.sampled_from(list(VARIABLES)), st.sampled_from(list(Language)))
@example("\0", "original_creditor", Language.EN)
@example("12\0 Main St", "address", Language.FR)
def test_no_value_ever_brings_a_sign_of_command_to_the_voice(
    value: str, name: str, language: Language
) -> None:
    rendered = render(parse(f"x {{{name}}}", language), {name: value}, language, for_ear=True)
    if isinstance(rendered, Rendered):
        assert not set(rendered.text) & set("<>{}[]\\|^~\n\r\t\0")


@given(st.text(max_size=200))
def test_a_template_that_parses_keeps_every_letter(text: str) -> None:
    try:
        template = parse(text, EN)
    except TemplateError:
        return
    pieces = [piece for sentence in template.sentences for piece in sentence.pieces]
    kept = "".join(
        piece.shown if isinstance(piece, Words) else f"{{{piece.key}}}" for piece in pieces
    )
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(max_size=60), st.sampled_from(["{nobody}", "{", "}", "<b>", "{full_name"]))
def test_a_wrong_template_says_where(before: str, wrong: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(before + wrong, EN)
    assert 0 <= caught.value.position < len(before + wrong)


def test_a_records_own_field_is_said_as_the_words_of_a_template() -> None:
    template = parse("Policy {custom.Policy  No}. It ends {Custom.end}.", EN)
    assert template.variables == {"custom.policy no", "custom.end"}
    fields = {custom_key("POLICY NO"): "4411223", custom_key("end"): "March 1st"}
    said = render(template, fields, EN, for_ear=True)
    assert said.text == "Policy four four one, one two two three. It ends March first."
    assert render(template, fields, EN, for_ear=False).text == "Policy 4411223. It ends March 1st."
    without = render(template, {custom_key("end"): "soon"}, EN, for_ear=True)
    assert (without.text, without.skipped) == ("It ends soon.", ("custom.policy no",))


@pytest.mark.parametrize("text", ["{custom.}", "{custom}", "{customs.a}"])
def test_a_field_without_a_name_is_none(text: str) -> None:
    with pytest.raises(TemplateError, match="unknown variable"):
        parse(text, EN)


def test_a_message_is_the_same_while_nothing_that_it_says_has_changed() -> None:
    script = Script(1, CampaignKind.MD, EN, "{full_name}: {custom.a}.", "{balance}", 1)
    one = {"full_name": "JO", "custom.a": "1", "balance": "5", "province": "ON"}
    assert says_the_same(script, one, one | {"balance": "6"})
    assert not says_the_same(script, one, one | {"custom.a": "2"})
    assert not says_the_same(script, one, one | {"province": "QC"})
    quebec = one | {"province": "QC"}
    assert not says_the_same(script, quebec, quebec | {"balance": "6"})
    prompts = Script(1, CampaignKind.LB, EN, "Hello.", "", 1)
    assert not says_the_same(prompts, one, one | {"tfn": "8005550100"})
