#!/bin/bash
# genesis 2026.10.18: Channel.create gives a channel for a call that the switch refused or nobody took.
#
# Behaviour: it sends "api originate ..." and does not look at the answer. FreeSWITCH answers an
# originate that failed with "-ERR CAUSE" (USER_BUSY, NO_ANSWER, DESTINATION_OUT_OF_ORDER). create()
# returns all the same and raises nothing: the object is the one of a call that was answered, same
# kind, a uuid, the same state, until an event of that channel comes. Of a call that a limit of the
# switch refused, none ever comes. A caller who counts channels counts calls that never were.
#
# The server here answers as FreeSWITCH 1.11 does: create_uuid, filter, event, originate.
#
# Seen on 2026-11-30, Python 3.11:
#   +OK: Channel, state NEW, uuid set
#   -ERR USER_BUSY: Channel, state NEW, uuid set
#   -ERR DESTINATION_OUT_OF_ORDER: Channel, state NEW, uuid set
#
# Exits with 1 when any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check genesis==2026.10.18
cat >"$folder/expected" <<'TEXT'
+OK: Channel, state NEW, uuid set
-ERR USER_BUSY: Channel, state NEW, uuid set
-ERR DESTINATION_OUT_OF_ORDER: Channel, state NEW, uuid set
TEXT
"$folder/venv/bin/python" >"$folder/seen" <<'PYTHON'
import asyncio
import uuid

from genesis import Inbound
from genesis.channel import Channel

ANSWERS = ("+OK", "-ERR USER_BUSY", "-ERR DESTINATION_OUT_OF_ORDER")


def body_of(command: str, answer: str, made: str) -> str:
    if command == "api create_uuid":
        return made
    return f"+OK {made}\n" if answer == "+OK" else f"{answer}\n"


def serving(answer: str):
    made = str(uuid.uuid4())

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Content-Type: auth/request\n\n")
        try:
            while command := (await reader.readuntil(b"\n\n")).decode().strip():
                if command.startswith("api "):
                    body = body_of(command, answer, made)
                    head = f"Content-Type: api/response\nContent-Length: {len(body)}\n\n"
                    writer.write((head + body).encode())
                    continue
                reply = "+OK accepted" if command.startswith("auth ") else "+OK"
                writer.write(f"Content-Type: command/reply\nReply-Text: {reply}\n\n".encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return serve


async def main() -> None:
    for answer in ANSWERS:
        server = await asyncio.start_server(serving(answer), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Inbound("127.0.0.1", port, "ClueCon") as client:
            channel = await asyncio.wait_for(Channel.create(client, "user/1000"), 10)
            told = "set" if channel.uuid else "empty"
            print(f"{answer}: {type(channel).__name__}, state {channel.state.name}, uuid {told}")
        server.close()


asyncio.run(main())
PYTHON
if ! diff -u "$folder/expected" "$folder/seen"; then
    echo "genesis behaves otherwise than described above"
    exit 1
fi
echo "as described: genesis 2026.10.18"
