"""Do-not-call and other stops: how a number is matched."""


def key_of(number: str) -> str:
    """What a number is matched by: ten digits for +1, else the full E.164 with ``+``.

    The guide: "Numbers are normalized to 10 digits (country code stripped) for matching."
    """
    digits = "".join(str(int(ch)) for ch in number if ch.isdecimal())
    if number.lstrip().startswith("+") and not digits.startswith("1"):
        return f"+{digits}"
    return digits.removeprefix("1") if len(digits) == 11 and digits[0] == "1" else digits
