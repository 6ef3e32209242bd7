import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from esl_dialer.core.flows import LINK_BACK
from esl_dialer.esl import commands
from esl_dialer.esl.frames import UnsafeCommandError
from esl_dialer.esl.switch import Originate
from ivr.variables import CallPlan, call_variables
from tests.esl.originate_reader import read_originate

ATTEMPT = "9a0104af-3fed-4542-9411-ae21baee29a3"

HOSTILE = [
    "it's", "'", "''", "'quoted'", '"', '"double"', "a,b", ",", "a,evil=1", "a'},evil=1,{'b",
    "{", "}", "}evil=1{", "{}", "${uuid}", "$${uuid}", "$\\{uuid}", "${system(id)}", "$",
    "[", "]", "[a=b]", "^^", "^^:", "^^:a:b", "=", "a=b=c", "(", ")", "&park()", "|", "<a=b>",
    "line\nbreak", "\r\n\r\napi shutdown", "%0A", "%0a%0A", "\t", " ", " lead", "trail ", "a b",
    "\\", "\\\\", "\\n", "\\s", "\\'", "end\\", "\\,", ":_:", ":_:_:", "ARRAY::a|:b", "_undef_",
    "undef", "\x01\x02\x1b", "\0", "origination_nested_vars=true", "\ud800", "é漢🎉",
    "x" * 3000, "'" * 300, "\\" * 300, "," * 3000,
]  # fmt: skip


def received(value: str) -> str:
    """What of a value FreeSWITCH has no way for, as the module's first lines say."""
    text = value.replace("{", "(").replace("}", ")").replace("\0", " ")
    text = text.encode("utf-8", "replace").decode()
    return text.replace("ARRAY::", "ARRAY:", 1) if text.startswith("ARRAY::") else text


def arguments_of(command: commands.Command) -> str:
    assert b"\n\n" not in command.encode()[:-2]
    verb, name, arguments = command.line.split(" ", 2)
    assert (verb, name) == ("bgapi", "originate")
    return arguments


def call(variables: dict[str, str], dial_string: str = "sofia/gateway/carrier/14165550100") -> str:
    return arguments_of(commands.originate(Originate(ATTEMPT, dial_string, "link_back", variables)))


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_arrives_and_nothing_else_changes(value: str) -> None:
    variables, dial_string, others = read_originate(
        call({"before": "1", "hostile": value, "after": "2"})
    )
    assert variables == {
        "origination_uuid": ATTEMPT,
        "before": "1",
        "hostile": received(value),
        "after": "2",
    }
    assert dial_string == "sofia/gateway/carrier/14165550100"
    assert others == ["link_back", "XML", "dialer"]


LETTERS = st.sampled_from(list("ab ,'\"\\{}[]()^|=:_;$%0A\n\r\t&<>\0nrst\x01é"))


@given(st.lists(st.text(LETTERS, max_size=20) | st.text(), min_size=1, max_size=6))
@example(["\\", "'"])
@example(["a'", "b'"])
def test_any_values_arrive_side_by_side(values: list[str]) -> None:
    given_ = {f"v{place}": value for place, value in enumerate(values)}
    variables, dial_string, _ = read_originate(call(given_))
    expected = {name: received(value) for name, value in given_.items() if value}
    assert variables == {"origination_uuid": ATTEMPT, **expected}
    assert dial_string == "sofia/gateway/carrier/14165550100"


@given(st.text(LETTERS, min_size=1, max_size=30).filter(lambda t: not set(t) & set("\r\n\0")))
def test_a_dial_string_stays_one_argument(text: str) -> None:
    try:
        _, dial_string, others = read_originate(call({}, text))
    except UnsafeCommandError:
        assert ":_:" in text
    else:
        assert dial_string == text
        assert others == ["link_back", "XML", "dialer"]


def test_the_attempt_is_the_channels_id_and_the_jobs() -> None:
    command = commands.originate(Originate(ATTEMPT, "null/1", "link_back", {"a": "1"}))
    assert (
        command.encode()
        == (
            f"bgapi originate {{origination_uuid={ATTEMPT},a=1}}null/1 link_back XML dialer\n"
            f"Job-UUID: {ATTEMPT}\n\n"
        ).encode()
    )


def test_a_link_back_call_is_short_and_its_transfer_leg_survives() -> None:
    plan = CallPlan(
        attempt=ATTEMPT,
        campaign_id=3,
        record_id=4,
        flow=LINK_BACK,
        caller_id="14165550100",
        caller_name="O'Neil, Clinic",
        message="/var/lib/dialer/audio/3/4.wav",
        ring_timeout=20,
        longest_call=600,
        transfer_leg="844653d0-69c4-4458-855f-d87d5e3d54df",
        transfer_dial_string="sofia/gateway/carrier/18005550100",
        apology="/var/lib/dialer/audio/a.wav",
        acknowledgement="/var/lib/dialer/audio/k.wav",
    )
    command = commands.originate(
        Originate(ATTEMPT, "sofia/gateway/carrier/1", "link_back", call_variables(plan))
    )
    variables, _, _ = read_originate(arguments_of(command))
    assert variables["dialer_transfer"] == call_variables(plan)["dialer_transfer"]
    assert variables["origination_caller_id_name"] == "O'Neil, Clinic"
    assert len(command.encode()) < 1000


@pytest.mark.parametrize(
    "bad",
    [
        Originate("", "null/1", "x"),
        Originate("a b", "null/1", "x"),
        Originate("a", "", "x"),
        Originate("a", "null/1\napi shutdown", "x"),
        Originate("a", "null/1:_:null/2", "x"),
        Originate("a", "null/1", "x y"),
        Originate("a", "null/1", "x", context="d\n"),
        Originate("a", "null/1", "x", {"na me": "1"}),
        Originate("a", "null/1", "x", {"a}": "1"}),
        Originate("a", "null/1", "x", {"": "1"}),
    ],
)
def test_what_is_not_a_call_is_refused(bad: Originate) -> None:
    with pytest.raises(UnsafeCommandError):
        commands.originate(bad).encode()


def test_the_other_commands() -> None:
    assert commands.auth("s3 cret").encode() == b"auth s3 cret\n\n"
    assert commands.hangup("u-1", "USER_BUSY").line == "api uuid_kill u-1 USER_BUSY"
    assert commands.exists("u-1").line == "api uuid_exists u-1"
    assert commands.channels().line == "api show channels as json"
    assert commands.version().line == "api version"
    assert commands.subscribe().line.startswith("event json CHANNEL_CREATE ")
    for uuid in ("u 1", "all\n", ""):
        with pytest.raises(UnsafeCommandError):
            commands.exists(uuid)
    with pytest.raises(UnsafeCommandError):
        commands.auth("a\n\nb").encode()
