"""``${...}`` in text: variables, headers of a channel, and commands carried out on the way."""

import re
from collections.abc import Callable, Mapping

from esl_dialer.simulator.figures import atoi

Call = Callable[[str, str], str | None]
"""A command's name and arguments to what it says; None: there is no such command."""

MOST_NESTED = 100
_PLAIN = (("\\$", "$"), ("\\\\", "\\"), ("$$", "$"))
_SLICE = re.compile(r"(.*?):(-?[0-9]+)(?::(-?[0-9]+))?", re.DOTALL)


def expanded(
    text: str,
    headers: Mapping[str, str],
    variables: Mapping[str, str],
    call: Call,
    depth: int = 0,
) -> str:
    """``${name}`` is a header, else a variable of the switch, else nothing; ``$${name}`` a variable
    of the switch; ``${name(args)}`` or ``${name args}`` what a command says; ``\\$`` a dollar."""
    if depth > MOST_NESTED or "${" not in text:
        return text
    out: list[str] = []
    position = 0
    while position < len(text):
        opened = next((mark for mark in ("$${", "${") if text.startswith(mark, position)), "")
        plain = next((to for of, to in _PLAIN if text.startswith(of, position)), "")
        if plain and not opened:
            out.append(plain)
            position += 2
            continue
        end = _closing(text, position + len(opened)) if opened else 0
        if not end:
            out.append(text[position])
            position += 1
            continue
        inside = text[position + len(opened) : end]
        known = {} if opened == "$${" else headers
        out.append(_value(inside, known, variables, call, depth + 1))
        position = end + 1
    return "".join(out)


def _value(
    inside: str, headers: Mapping[str, str], variables: Mapping[str, str], call: Call, depth: int
) -> str:
    told = expanded(inside, headers, variables, call, depth)
    name, arguments = _as_command(told)
    if arguments is not None:
        return call(name, arguments) or ""
    by_name = {key.lower(): value for key, value in headers.items()}
    whole = _SLICE.fullmatch(told)
    wanted = whole[1] if whole else told
    found = by_name.get(wanted.lower())
    if found is None:
        found = expanded(variables.get(wanted, ""), headers, variables, call, depth)
    return _cut(found, atoi(whole[2]), atoi(whole[3] or "")) if whole else found


def _as_command(text: str) -> tuple[str, str | None]:
    """``name(arguments)`` or ``name arguments``; None: it names a variable."""
    found = re.search(r"[ (]", text)
    if found is None:
        return text, None
    name, rest = text[: found.start()].rstrip(" "), text[found.end() :]
    return name, rest.rpartition(")")[0] if found[0] == "(" and ")" in rest else rest


def _cut(text: str, offset: int, length: int) -> str:
    """From ``offset``, from the end when it is below 0; ``length`` characters, 0: all of them."""
    rest = text[offset:] if -offset <= len(text) else text
    return rest[:length] if 0 < length < len(rest) else rest


def _closing(text: str, start: int) -> int:
    depth = 1
    for position in range(start, len(text)):
        depth += (text[position] == "{") - (text[position] == "}")
        if not depth:
            return position
    return len(text)
