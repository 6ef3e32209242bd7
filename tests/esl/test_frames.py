import contextlib
import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esl_dialer.esl.frames import (
    EventError,
    Frame,
    FrameError,
    FrameReader,
    UnsafeCommandError,
    encode_command,
    first,
    read_event,
)
from tests.esl.recorded import NAMES, events_of, frames_of, stream

SMALL = "05_bgapi_client_chosen_job_uuid"


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_stream_is_read_to_its_last_byte(name: str) -> None:
    frames = frames_of([stream(name)])
    assert frames[0].content_type == "auth/request"
    assert len(frames) >= 3


@pytest.mark.parametrize("name", [SMALL, "03_error_replies", "20_fail_busy486"])
def test_byte_by_byte_gives_the_same_frames_as_whole(name: str) -> None:
    data = stream(name)
    assert frames_of(data[i : i + 1] for i in range(len(data))) == frames_of([data])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8, deadline=None)
@given(cuts=st.lists(st.integers(0, 300_000), max_size=40))
def test_random_cuts_give_the_same_frames_as_whole(name: str, cuts: list[int]) -> None:
    data = stream(name)
    edges = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    pieces = [data[a:b] for a, b in itertools.pairwise(edges)]
    assert frames_of(pieces) == frames_of([data])


def test_plain_and_json_tell_the_same_call() -> None:
    plain = events_of("10_human_press1_transfer_plain")
    from_json = events_of("10_human_press1_transfer_json")
    assert [event.name for event in plain] == [event.name for event in from_json]
    assert plain[0].headers.keys() == from_json[0].headers.keys()


def test_a_background_jobs_body_is_cut_by_its_own_length() -> None:
    (event,) = events_of(SMALL)
    assert event.name == "BACKGROUND_JOB"
    assert event.get("Job-UUID") == "my-own-job-id-1"
    assert event.body.startswith("UP 0 years")
    assert len(event.body) == 364
    assert event.get("FreeSWITCH-IPv6") == "::1"


def test_a_job_in_json_has_the_same_body() -> None:
    job = next(e for e in events_of("10_human_press1_transfer_json") if e.name == "BACKGROUND_JOB")
    assert job.body == "+OK 61164731-6202-4e8d-9317-3e4a7defe45f\n"
    assert "_body" not in job.headers


def test_a_reply_keeps_its_headers() -> None:
    reply = frames_of([stream(SMALL)])[3]
    assert reply.content_type == "command/reply"
    assert reply.reply == "+OK Job-UUID: my-own-job-id-1"
    assert reply.headers["Job-UUID"] == "my-own-job-id-1"


def plain(text: bytes) -> Frame:
    return Frame("text/event-plain", {}, text)


def test_an_encoded_newline_never_makes_a_header() -> None:
    event = read_event(
        plain(b"Event-Name: X\nvariable_a: 1%0AHangup-Cause: FORGED%0A%0ABody\nUnique-ID: u\n\n")
    )
    assert event.variable("a") == "1\nHangup-Cause: FORGED\n\nBody"
    assert "Hangup-Cause" not in event.headers
    assert event.body == ""


def test_values_sent_twice_are_kept_in_order() -> None:
    event = read_event(plain(b"A: 1\nA: 2\nA: 3\nB: ARRAY::x|:y\nC: _undef_\n\n"))
    assert event.headers == {"A": ["1", "2", "3"], "B": ["x", "y"], "C": ""}
    assert event.get("A") == "1"
    assert event.get("missing", "d") == "d"
    frame = frames_of([b"Content-Type: x\nVia: a\nVia: b\n\n"])[0]
    assert frame.headers["Via"] == ["a", "b"]


def test_arrays_in_json_are_kept() -> None:
    event = read_event(Frame("text/event-json", {}, b'{"Event-Name":"X","B":["x","y"],"E":[]}'))
    assert event.headers["B"] == ["x", "y"]
    assert first(event.headers, "E", "none") == "none"


@pytest.mark.parametrize(
    "frame",
    [
        Frame("text/event-json", {}, b'{"Event-Name":"X","variable_a":"\xff\xc3("}'),
        plain(b"Event-Name: X\nvariable_a: %FF%C3(\n\n"),
        plain(b"Event-Name: X\nvariable_a: \xff\xc3(\n\n"),
    ],
)
def test_bytes_that_are_not_utf8_survive_as_replacement_marks(frame: Frame) -> None:
    assert read_event(frame).variable("a") == "\ufffd\ufffd("


def test_raw_control_characters_in_json_are_read() -> None:
    event = read_event(Frame("text/event-json", {}, b'{"a":"x\ny\tz"}'))
    assert event.get("a") == "x\ny\tz"


@pytest.mark.parametrize(
    "frame",
    [
        Frame("text/event-json", {}, b"{half"),
        Frame("text/event-json", {}, b"[1]"),
        Frame("text/event-json", {}, b"[" * 100_000),
        plain(b"Content-Length: many\n\nbody"),
        Frame("api/response", {}, b"+OK"),
    ],
)
def test_a_bad_event_is_refused_alone(frame: Frame) -> None:
    with pytest.raises(EventError):
        read_event(frame)


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: a\nContent-Length: -1\n\n",
        b"Content-Type: a\nContent-Length: 1e3\n\n",
        b"Content-Type: a\nContent-Length: \xd9\xa1\n\n",
        b"Content-Type: a\nContent-Length: 17\n\n",
        b"Content-Type: a\nContent-Length: 999999999999999999999\n\n",
        b"HTTP/1.1 400 Bad Request\n\n",
        b"no colon here\n\n",
        b"Reply-Text: +OK\n\n",
        b"\n\n",
        b"x" * 40,
        b"Content-Type: " + b"x" * 40 + b"\n\n",
    ],
)
def test_what_is_not_the_protocol_is_an_error_that_stays(data: bytes) -> None:
    reader = FrameReader(max_header_bytes=39, max_body_bytes=16)
    reader.receive(data)
    with pytest.raises(FrameError):
        reader.next_frame()
    reader.receive(b"Content-Type: auth/request\n\n")
    with pytest.raises(FrameError):
        reader.next_frame()


def test_frames_before_the_fault_are_not_lost() -> None:
    reader = FrameReader()
    reader.receive(b"Content-Type: auth/request\n\ngarbage\n\n")
    assert reader.next_frame() == Frame("auth/request", {"Content-Type": "auth/request"})
    with pytest.raises(FrameError):
        reader.next_frame()


def test_an_end_inside_a_body_shows() -> None:
    reader = FrameReader()
    reader.receive(b"Content-Type: a\nContent-Length: 4\n\nbo")
    assert reader.next_frame() is None
    assert reader.unfinished
    reader.receive(b"dy")
    frame = reader.next_frame()
    assert frame is not None
    assert frame.body == b"body"
    assert not reader.unfinished


@given(st.dictionaries(st.text(min_size=1), st.text() | st.lists(st.text(), min_size=1)))
def test_json_headers_come_through_unchanged(headers: dict[str, str | list[str]]) -> None:
    headers.pop("_body", None)
    body = json.dumps(headers).encode()
    assert read_event(Frame("text/event-json", {}, body)).headers == headers


@given(st.binary(max_size=300))
def test_any_bytes_give_frames_or_a_frame_error(data: bytes) -> None:
    reader = FrameReader()
    reader.receive(data)
    with contextlib.suppress(FrameError):
        while reader.next_frame() is not None:
            pass


@given(st.binary(max_size=300))
def test_any_plain_event_gives_an_event_or_an_event_error(body: bytes) -> None:
    with contextlib.suppress(EventError):
        read_event(plain(body))


def test_a_command_is_its_lines_and_an_empty_one() -> None:
    assert encode_command("api status") == b"api status\n\n"
    assert encode_command("bgapi status", [("Job-UUID", "j")]) == b"bgapi status\nJob-UUID: j\n\n"


@pytest.mark.parametrize("bad", ["", " ", "api a\n\napi b", "a\r", "\na", "a\0b", "\ud800"])
def test_a_command_that_is_not_one_line_is_refused(bad: str) -> None:
    for parts in ((bad, ()), ("api status", [("Job-UUID", bad)]), ("a", [(bad, "x")])):
        with pytest.raises(UnsafeCommandError):
            encode_command(*parts)


TRICKY = st.text(alphabet='ab"\\,:{}\n\x01é', max_size=8)


@settings(deadline=None)
@given(
    st.dictionaries(TRICKY, st.one_of(TRICKY, st.lists(TRICKY, max_size=2)), max_size=6),
    st.sampled_from([(",", ":"), (", ", ": ")]),
    st.booleans(),
)
def test_a_header_of_json_is_found_as_all_of_them_decoded_have_it(
    headers: dict[str, str | list[str]], separators: tuple[str, str], ascii_only: bool
) -> None:
    asked = {"Event-Name": "X"} | headers | {"ab": "last"}
    body = json.dumps(asked, separators=separators, ensure_ascii=ascii_only).encode()
    event = read_event(Frame("text/event-json", {}, body))
    assert event.headers == asked
    for name in ("Event-Name", "ab", "a", "b", "aa", ""):
        assert event.get(name, "none") == event.decoded().get(name, "none")


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (r'{"a":"x\"b\":\"y","b":"z"}', "b", "z"),
        (r'{"a,\"b":"x","b":"z"}', "b", "z"),
        (r'{"a":"x","b":"\\\""}', "b", '\\"'),
        ('{"a":"b","b":["x","y"]}', "b", "x"),
        ('{"a":"\\u0041"}', "a", "A"),
        ('{"a":"first","a":"second"}', "a", "first"),
        ('{"a":"x"}', "b", ""),
    ],
)
def test_what_looks_like_a_header_inside_another_is_none(text: str, name: str, value: str) -> None:
    assert read_event(Frame("text/event-json", {}, text.encode())).get(name) == value


def test_an_event_that_is_cut_is_found_out_where_it_matters() -> None:
    with pytest.raises(EventError):
        read_event(Frame("text/event-json", {}, b'{"a":["x"}')).get("a")
    with pytest.raises(EventError):
        read_event(Frame("text/event-json", {}, b'{"a":"x}')).get("a")
