"""What people are told of errors that are not ours: never an exception's name, nor its insides."""

from collections.abc import Iterator

from esl_dialer.core.says import Says, SaysError, about, verbatim

UNFORESEEN = Says("something broke that nobody foresaw; the log says what")
NO_ANSWER = Says("no answer in time")
BROKE_OFF = Says("the connection failed")


def told_of(error: Exception) -> Says:
    """Of an error that was not foreseen: the system's words where it has some (no room, no
    permission), else that it is in the log."""
    if isinstance(error, SaysError):
        return error.says
    if not isinstance(error, OSError) or not error.strerror:
        return UNFORESEEN
    told = verbatim(error.strerror)
    return told if error.filename is None else about(str(error.filename), told)


def of_connection(error: BaseException) -> Says:
    """Why another machine can't be spoken to: the system's words, found in what the libraries
    between wrapped, or the library's own where they are plain text."""
    every = list(_and_before(error))
    if any("Timeout" in type(one).__name__ for one in every):
        return NO_ANSWER
    words = [told_of(one) for one in every if isinstance(one, OSError) and one.strerror]
    plain = [verbatim(text) for one in every if (text := str(one)) and "Error(" not in text]
    return next(iter([*words, *plain]), BROKE_OFF)


def _and_before(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__context__
