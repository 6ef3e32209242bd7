"""What answers at the switch's address when no FreeSWITCH does, and what to look at. No socket.

The sentences name no address: who may ask whether the dialer is ready is not told where its switch
is. FreeSWITCH 1.11 greets with ``Content-Type: auth/request`` as soon as it has accepted; the other
greetings are of RFC 4253 (SSH), 9112 (HTTP), 5321 and 959 (mail, FTP), 8446 (TLS), and what an
Asterisk's manager interface says.
"""

import errno
import socket

from esl_dialer.core.broken import NO_ANSWER
from esl_dialer.core.says import Says, verbatim
from esl_dialer.core.text.quoting import quoted

ENOUGH_BYTES = 64
"""Of what is said first."""

HTTP_REQUEST = b"HEAD / HTTP/1.0\r\n\r\n"
"""To find out whether one that says nothing is a web server: those wait to be asked."""

SSH = Says(
    "an SSH server answers there, no FreeSWITCH: look at the port (the event socket's is 8021)"
)
HTTP = Says(
    "a web server answers there, no FreeSWITCH: look at the port (the event socket's is 8021)"
)
MAIL = Says(
    "a mail or file server answers there, no FreeSWITCH: look at the port (the event socket's is "
    "8021)"
)
TLS = Says("something that speaks TLS answers there: look at the port (the event socket's is 8021)")
ASTERISK = Says("an Asterisk answers there, no FreeSWITCH: look at the address")
OTHER = Says("no FreeSWITCH answers there: what does begins with {said}; look at address and port")
SILENT = Says(
    "what listens there says nothing: a FreeSWITCH that hangs, or another service; look at the "
    "port (the event socket's is 8021), and at 'fs_cli -x status' on its machine"
)
CLOSED_EARLY = Says(
    "the connection is closed before a word is said: look at what is between (a proxy, a "
    "container's port), and whether FreeSWITCH is just starting"
)
ACL = Says(
    "FreeSWITCH refuses the address of this machine: add it to the list that apply-inbound-acl "
    "names in event_socket.conf.xml, then 'reloadacl' and 'reload mod_event_socket'"
)
NO_ANSWER_TO_AUTH = Says(
    "a FreeSWITCH greets, and does not answer to the password: it hangs; look at "
    "'fs_cli -x status' on its machine"
)
WRONG_PASSWORD = Says(
    "FreeSWITCH does not accept the password: it is the one in event_socket.conf.xml"
)
NOT_LISTENING = Says(
    "nothing listens there: is FreeSWITCH running with mod_event_socket, and does listen-ip in "
    "event_socket.conf.xml reach this far?"
)
UNREACHABLE = Says("no machine answers there: look at the address, the network, a firewall between")
NO_NAME = Says("no machine has this name: look at the host's name, and at the name server")
NO_CONNECTION = Says("no connection can be made: {error}")

_BEGINNINGS = (
    (b"SSH-", SSH),
    (b"HTTP/", HTTP),
    (b"220", MAIL),
    (b"+OK", MAIL),
    (b"* OK", MAIL),
    (b"\x15\x03", TLS),
    (b"Asterisk Call Manager", ASTERISK),
)
_GREETING = b"Content-Type: "
"""Both of what FreeSWITCH says first: its greeting and its refusal."""

_NETWORK = frozenset(
    {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.ETIMEDOUT}
)


def stranger(said: bytes) -> Says | None:
    """Who speaks so, by the first bytes; None: FreeSWITCH may, as far as they go."""
    if _GREETING.startswith(said[: len(_GREETING)]):
        return None
    for beginning, who in _BEGINNINGS:
        if said.startswith(beginning):
            return who
    return None if any(b.startswith(said) for b, _ in _BEGINNINGS) else other(said)


def other(said: bytes) -> Says:
    """One who said that and no more."""
    text = said[:ENOUGH_BYTES].decode("utf-8", "replace").partition("\n")[0]
    return OTHER.of(said=quoted(text.strip()))


def no_connection(error: OSError) -> Says:
    """Why none could be made."""
    if isinstance(error, socket.gaierror):
        return NO_NAME
    if error.errno == errno.ECONNREFUSED:
        return NOT_LISTENING
    if isinstance(error, TimeoutError) or error.errno in _NETWORK:
        return UNREACHABLE
    told = verbatim(error.strerror) if error.strerror else NO_ANSWER
    return NO_CONNECTION.of(error=told)


def refused(reply: str) -> Says:
    """What a reply to ``auth`` other than ``+OK accepted`` means."""
    if reply.startswith("-ERR invalid"):
        return WRONG_PASSWORD
    return Says("FreeSWITCH does not let us in: it answers {answer}", answer=quoted(reply))
