"""A real mail server: ``python -m tests.outbound.smtp_server MODE CERTIFICATE KEY FOLDER``.

MODE: ``none``, ``starttls`` or ``tls``. Asks for ``dialer`` with ``secret`` where there is TLS.
Prints its port; writes each message into FOLDER. A recipient ``busy@...`` is answered 451.
"""

import asyncio
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "dialer", "secret"


class Letters:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("busy@"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        number = len(list(self.folder.glob("*.eml")))
        (self.folder / f"{number}.eml").write_bytes(envelope.content)
        return "250 taken"


def right(server, session, envelope, mechanism, given) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == known, handled=False)


async def main(mode: str, certificate: str, key: str, folder: str) -> None:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate, key)

    def session() -> SMTP:
        safe = mode != "none"
        return SMTP(
            Letters(Path(folder)),
            tls_context=trust if mode == "starttls" else None,
            require_starttls=mode == "starttls",
            authenticator=right,
            auth_required=safe,
            auth_require_tls=mode == "starttls",
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", 0, ssl=trust if mode == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
