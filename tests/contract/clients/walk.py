"""One call through genesis: ``python walk.py PORT PASSWORD FILE``; what it made of it, as JSON."""

import asyncio
import json
import sys
from typing import Any

from genesis import Channel, Inbound

LISTENS = "sofia/gateway/carrier/14165550178"


async def walk(port: int, password: str, file: str) -> dict[str, object]:
    async with Inbound("127.0.0.1", port, password) as client:
        told: dict[str, object] = {"status": (await client.send("api status")).body}
        answered, ended = asyncio.Event(), asyncio.Event()

        async def hung_up(event: dict[str, Any]) -> None:
            cause = event["Hangup-Cause"]  # it comes twice, and genesis gives both
            told["cause"] = cause[-1] if isinstance(cause, list) else cause
            ended.set()

        async def answers(event: dict[str, Any]) -> None:
            answered.set()

        client.on("CHANNEL_ANSWER", answers)
        client.on("CHANNEL_HANGUP_COMPLETE", hung_up)
        call = await Channel.create(client, LISTENS)  # with return_ring_ready: it rings
        told["job"] = f"+OK {call.uuid}\n"
        await asyncio.wait_for(answered.wait(), 60)
        await client.send(
            f"sendmsg {call.uuid}\ncall-command: execute\n"
            "execute-app-name: set\nexecute-app-arg: said=genesis"
        )
        played = await call.playback(file, block=True, timeout=60)
        told["played"] = played["Application-Response"]
        told["said"] = (await client.send(f"api uuid_getvar {call.uuid} said")).body
        told["uuid"] = call.uuid
        await call.hangup("USER_BUSY")
        await asyncio.wait_for(ended.wait(), 60)
        return told


if __name__ == "__main__":
    print(json.dumps(asyncio.run(walk(int(sys.argv[1]), sys.argv[2], sys.argv[3]))))
