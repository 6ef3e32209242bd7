"""The Edge read-aloud service, as a process of its own: prints its port, then serves for ever.

    python -m tests.worker.audio.fake_edge_server MODE...

One mode for each connection, the last for ever: audio, silent (closes the turn without audio),
403, 429, cut (drops the line in the middle).
"""

import socket as sockets
import sys
from typing import Any

from aiohttp import web

from tests.worker.audio.fake_speech_server import tone


def text(path: str) -> str:
    return (
        f"X-RequestId:0\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{{}}"
    )


def audio(data: bytes) -> bytes:
    head = b"X-RequestId:0\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
    return len(head).to_bytes(2, "big") + head + data


def main(modes: list[str]) -> None:
    sound = tone("mp3")

    async def serve(request: web.Request) -> Any:
        mode = modes.pop(0) if len(modes) > 1 else modes[0]
        if mode.isdigit():
            return web.Response(status=int(mode))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        asked = await socket.receive()
        assert "(en-US, JennyNeural)" in asked.data, asked.data
        await socket.send_str(text("turn.start"))
        if mode == "cut":
            request.transport.close()
            return socket
        if mode == "audio":
            for start in range(0, len(sound), 1024):
                await socket.send_bytes(audio(sound[start : start + 1024]))
        await socket.send_str(text("turn.end"))
        return socket

    app = web.Application()
    app.router.add_get("/{any:.*}", serve)

    listening = sockets.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    web.run_app(app, sock=listening, print=None, handle_signals=False)


if __name__ == "__main__":
    main(sys.argv[1:])
