"""What of a call is recorded: which sounds, from where to where, on which channel."""

from esl_dialer.simulator.core import RecordedFile, Settings, Stretch
from esl_dialer.simulator.handing_over import JOINED_MS
from esl_dialer.simulator.switch import SimulatedSwitch
from tests.simulator.crank import ATTEMPT, SOUNDS, START, Crank

LISTENS = "sofia/gateway/carrier/14165550178"
PATH = "/recordings/a.wav"
ACK, APOLOGY = "/audio/ack.wav", "/audio/apology.wav"
SECOND = 8000


class Recorded:
    """A parked call that is recorded from its 16th second on."""

    def __init__(self, what: str = "&park", **variables: str) -> None:
        self.crank = Crank()
        given = "".join(f",{name}={value}" for name, value in variables.items())
        braces = f"{{origination_uuid={ATTEMPT}{given}}}"
        self.crank.switch.bgapi(f"originate {braces}{LISTENS} {what}")
        self.crank.seconds(16)
        self.ask("start", more="")

    def ask(self, action: str, path: str = PATH, more: str = "") -> None:
        said = self.crank.ask(f"uuid_record {ATTEMPT} {action} {path} {more}".rstrip())
        assert said == "+OK Success\n", said

    def play(self, file: str) -> None:
        self.crank.ask(f"uuid_broadcast {ATTEMPT} {file}")

    def file(self) -> RecordedFile:
        self.ask("stop")
        (found,) = (one for one in self.crank.effects if isinstance(one, RecordedFile))
        return found


def test_sounds_stand_where_they_were_played() -> None:
    call = Recorded()
    call.crank.seconds(1)
    call.play(ACK)
    call.crank.seconds(5)
    assert call.file().stretches == (
        Stretch(SECOND + SECOND // 5),
        Stretch(3 * SECOND, ACK),
        Stretch(2 * SECOND - SECOND // 5),
    )


def test_a_sound_that_began_before_and_goes_on_after() -> None:
    call = Recorded("&playback(/audio/message.wav)")
    call.crank.seconds(2)
    (stretch,) = call.file().stretches
    assert (stretch.file, stretch.samples) == ("/audio/message.wav", 2 * SECOND)
    assert 0 < stretch.skipped < 16 * SECOND


def test_the_parts_of_one_sound() -> None:
    call = Recorded()
    call.play(f"file_string://{ACK}!silence_stream://500!/nowhere.wav!{APOLOGY}")
    call.crank.seconds(10)
    _, *played, _ = call.file().stretches
    parts = [Stretch(3 * SECOND, ACK), Stretch(SECOND // 2), Stretch(4 * SECOND, APOLOGY)]
    assert played == parts


def test_what_interrupts_a_sound_and_its_rest() -> None:
    call = Recorded()
    call.play(APOLOGY)
    call.crank.seconds(1.2)
    message = (
        f"sendmsg {ATTEMPT}\ncall-command: execute\nexecute-app-name: playback\n"
        f"execute-app-arg: {ACK}\nevent-lock: false\n\n"
    )
    client = call.crank.switch.connect()
    client.receive(b"auth secret\n\n" + message.encode())
    call.crank.seconds(20)
    played = [stretch for stretch in call.file().stretches if stretch.file]
    assert sum(one.samples for one in played if one.file == ACK) == 3 * SECOND
    assert sum(one.samples for one in played if one.file == APOLOGY) == 4 * SECOND


def test_pauses_are_left_out_and_masks_are_silent() -> None:
    call = Recorded()
    call.ask("pause")
    call.play(ACK)
    call.crank.seconds(1.2)
    call.ask("pause")
    call.ask("resume")
    call.crank.seconds(1)
    call.ask("mask")
    call.crank.seconds(1)
    assert call.file().stretches == (Stretch(SECOND, ACK, SECOND), Stretch(SECOND))


def test_options_of_the_call_and_of_the_recording() -> None:
    assert Recorded().file().plays == (True,)
    assert Recorded(RECORD_STEREO="true").file().plays == (False, True)
    assert Recorded(RECORD_STEREO_SWAP="true").file().plays == (True, False)
    assert Recorded(RECORD_READ_ONLY="true").file().plays == (False,)


def test_nothing_and_too_little_are_discarded() -> None:
    call = Recorded(RECORD_MIN_SEC="3")
    assert call.file().discarded
    call = Recorded(RECORD_MIN_SEC="3")
    call.crank.seconds(2)
    assert call.file().discarded
    assert call.crank.ask(f"uuid_getvar {ATTEMPT} record_completion_cause") == "input-too-short"
    call = Recorded(RECORD_MIN_SEC="3")
    call.crank.seconds(3)
    assert not call.file().discarded


def test_an_end_of_one_recording_leaves_its_successor_alone() -> None:
    call = Recorded()
    call.ask("stop")
    call.ask("start", more="2")
    call.crank.seconds(1)
    call.ask("stop")
    call.ask("start")
    call.crank.seconds(5)
    call.ask("stop")
    files = [one for one in call.crank.effects if isinstance(one, RecordedFile)]
    assert [sum(stretch.samples for stretch in one.stretches) for one in files] == [0, 8000, 40_000]


def test_the_end_of_the_call_ends_all_its_recordings() -> None:
    call = Recorded()
    call.ask("start", "/recordings/b.wav")
    call.crank.seconds(1)
    call.crank.ask(f"uuid_kill {ATTEMPT}")
    paths = [one.path for one in call.crank.effects if isinstance(one, RecordedFile)]
    assert paths == [PATH, "/recordings/b.wav"]


def test_what_this_switch_does_not_record_it_says() -> None:
    call = Recorded()
    for path in ("a.wav", "/recordings/a.mp3", "/recordings/a"):
        said = call.crank.ask(f"uuid_record {ATTEMPT} start {path}")
        assert said == "-ERR the simulated switch does not do this\n"


def test_where_no_file_can_be_made() -> None:
    switch = SimulatedSwitch(
        Settings("secret"), START, sound_ms=SOUNDS.get, make_recording=lambda path: False
    )
    crank = Crank(switch)
    crank.switch.bgapi(f"originate {{origination_uuid={ATTEMPT}}}{LISTENS} &park")
    crank.seconds(16)
    said = crank.ask(f"uuid_record {ATTEMPT} start {PATH}")
    assert said == "-ERR Cannot record session!\n"
    assert crank.ask(f"uuid_record {ATTEMPT} stop {PATH}") == "-ERR Cannot stop record session!\n"
    assert "RECORD_START" not in crank.names()


def test_of_a_bridge_alone() -> None:
    call = Recorded(RECORD_BRIDGE_REQ="true")
    call.play(ACK)
    call.crank.seconds(5)
    other = "33333333-3333-4333-8333-333333333333"
    call.crank.switch.bgapi(f"originate {{origination_uuid={other}}}{LISTENS} &park")
    call.crank.seconds(16)
    assert call.crank.ask(f"uuid_bridge {ATTEMPT} {other}") == f"+OK {other}\n"
    call.crank.seconds(3 + JOINED_MS / 1000)
    call.crank.ask(f"uuid_kill {other}")
    call.crank.seconds(0)
    assert not call.crank.switch.live()
    (file,) = (one for one in call.crank.effects if isinstance(one, RecordedFile))
    assert file.stretches == (Stretch(3 * SECOND),)
