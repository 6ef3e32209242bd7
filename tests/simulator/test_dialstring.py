"""The reader of ``originate`` and the dialer's writer of it agree, whatever the values hold."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.esl.commands import originate
from esl_dialer.esl.switch import Originate
from esl_dialer.simulator.dialstring import (
    DialStringError,
    OriginateCommand,
    parse_dial_string,
    parse_originate,
    separate,
    separate_blank,
)

HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("'\"\\,={}[]()^|!:_ \t\n\r%@&$"), st.characters(codec="utf-8")
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: not text.startswith("ARRAY::"))
UNSENDABLE = str.maketrans({"{": "(", "}": ")", "\0": " "})


def read(text: str) -> OriginateCommand:
    command = parse_originate(text)
    assert command is not None
    return command


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), HOSTILE, max_size=5))
def test_what_the_dialer_quotes_arrives_as_it_was(values: dict[str, str]) -> None:
    line = originate(Originate("u-1", "sofia/gateway/carrier/1416", "link_back", values)).line
    command = read(line.removeprefix("bgapi originate "))
    sent = {name: value.translate(UNSENDABLE) for name, value in values.items()}
    ((leg,),) = command.groups
    assert leg.variables == {"origination_uuid": "u-1"} | sent
    assert (leg.endpoint, leg.address) == ("sofia", "gateway/carrier/1416")
    assert (command.extension, command.dialplan, command.context) == ("link_back", "XML", "dialer")


@given(st.text(alphabet="'\\{}[]<>,=^| abc:_/&", max_size=40))
def test_nothing_breaks_the_reader_but_what_does_not_close(text: str) -> None:
    with suppress(DialStringError):
        command = parse_originate(text)
        for leg in [leg for group in command.groups for leg in group] if command else []:
            assert len(leg.variables) <= text.count("=")


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("{a=b}sofia/x/1", {"a": "b"}),
        ("{a=b,c=d}sofia/x/1", {"a": "b", "c": "d"}),
        ("{a=b}{c=d}sofia/x/1", {"a": "b", "c": "d"}),
        ("{a='b,c'}sofia/x/1", {"a": "b,c"}),
        (r"{a=b\,c}sofia/x/1", {"a": "b,c"}),
        ("{^^:a=b,c:d=e}sofia/x/1", {"a": "b,c", "d": "e"}),
        ("{a=b=c}sofia/x/1", {"a": "b=c"}),
        ("{a={b}}sofia/x/1", {"a": "{b}"}),
        ("{a=b}[c=d,a=e]sofia/x/1", {"a": "b", "c": "d"}),
        ("[c=d]sofia/x/1", {"c": "d"}),
        (r"[a=\'b,c\',d=e]sofia/x/1", {"a": "b,c", "d": "e"}),
        ("[a='b,c',d=e]sofia/x/1", {"a": "b", "d": "e"}),
        ("[^^:a=b,c:d=e]sofia/x/1", {"a": "b,c", "d": "e"}),
        ("{a=b}[c=d]sofia/x/1,sofia/y/2|sofia/z/3", {"a": "b", "c": "d"}),
        ("{}sofia/x/1", {}),
    ],
)
def test_blocks_of_variables(text: str, variables: dict[str, str]) -> None:
    leg = parse_dial_string(text)[0][0]
    assert leg.variables == variables
    assert (leg.endpoint, leg.address) == ("sofia", "x/1")


@pytest.mark.parametrize("text", ["{a=b sofia/x/1", "{a={b}sofia/x/1", "[a=b"])
def test_what_does_not_close_is_an_error(text: str) -> None:
    with pytest.raises(DialStringError):
        parse_dial_string(text)


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("sofia/x/1", [["x/1"]]),
        ("sofia/x/1,sofia/y/2|sofia/z/3", [["x/1", "y/2"], ["z/3"]]),
        ("{a=b}[c=d,e=f]sofia/x/1,[c='g,h']sofia/y/2", [["x/1", "y/2"]]),
        ("", [[""]]),
        ("|", [[""]]),
    ],
)
def test_legs(text: str, legs: list[list[str]]) -> None:
    found = parse_dial_string(text)
    assert [[leg.address for leg in group] for group in found] == legs
    assert all(leg.variables.get("a") == "b" for leg in found[0]) is text.startswith("{a=b}")


def test_arguments_of_originate() -> None:
    command = read("sofia/x/1 &playback(/a.wav) XML ctx name number 15")
    assert (command.extension, command.context, command.timeout) == ("&playback(/a.wav)", "ctx", 15)
    assert read("sofia/x/1 9196").context == "default"
    assert parse_originate("sofia/x/1") is None
    assert parse_originate("a b c d e f g h") is None


def test_splitting() -> None:
    assert separate(r"a,'b,c',d\,e", ",") == ["a", "b,c", "d,e"]
    assert separate_blank(r"a  'b c' d\sf") == ["a", "b c", "d f"]
