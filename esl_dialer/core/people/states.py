"""The United States: which states, their area codes, and the time zones of each.

Sources, as of November 2026: area codes and their states by the geocoding data of ``phonenumbers``
9.0.43, the zones of each by its time zone data; beside those, what IANA tzdata 2026f says of places
of another time (the Navajo Nation in Arizona, West Wendover and Jackpot in Nevada, Malheur County
in Oregon). An address of the United States is not narrowed: a person may be in every zone of the
state.
"""

from collections import defaultdict
from functools import lru_cache

from esl_dialer.core.text.folding import squashed

_EASTERN, _CENTRAL = "America/New_York", "America/Chicago"
_MOUNTAIN, _PACIFIC = "America/Denver", "America/Los_Angeles"

_STATES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "AK",
        "Alaska",
        "907",
        ("America/Adak", "America/Anchorage", "America/Juneau", "Pacific/Honolulu"),
    ),
    ("AL", "Alabama", "205 251 256 334 659 938", (_CENTRAL,)),
    ("AR", "Arkansas", "327 479 501 870", (_CENTRAL,)),
    ("AZ", "Arizona", "480 520 602 623 928", (_MOUNTAIN, "America/Phoenix")),
    (
        "CA",
        "California",
        "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 "
        "657 661 669 707 714 738 747 760 805 818 820 831 840 858 909 916 925 949 951",
        (_PACIFIC,),
    ),
    ("CO", "Colorado", "303 719 720 748 970 983", (_MOUNTAIN,)),
    ("CT", "Connecticut", "203 475 860 959", (_EASTERN,)),
    ("DC", "District of Columbia", "202 771", (_EASTERN,)),
    ("DE", "Delaware", "302", (_EASTERN,)),
    (
        "FL",
        "Florida",
        "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 "
        "904 941 954",
        (_CENTRAL, _EASTERN),
    ),
    ("GA", "Georgia", "229 404 470 478 678 706 762 770 912 943", (_EASTERN,)),
    ("HI", "Hawaii", "808", ("Pacific/Honolulu",)),
    ("IA", "Iowa", "319 515 563 641 712", (_CENTRAL,)),
    ("ID", "Idaho", "208 986", ("America/Boise", _MOUNTAIN, _PACIFIC)),
    (
        "IL",
        "Illinois",
        "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 872",
        (_CENTRAL,),
    ),
    ("IN", "Indiana", "219 260 317 463 574 765 812 930", (_CENTRAL, _EASTERN)),
    ("KS", "Kansas", "316 620 785 913", (_CENTRAL, _MOUNTAIN)),
    ("KY", "Kentucky", "270 364 502 606 859", (_CENTRAL, _EASTERN)),
    ("LA", "Louisiana", "225 318 337 504 985", (_CENTRAL,)),
    ("MA", "Massachusetts", "339 351 413 508 617 774 781 857 978", (_EASTERN,)),
    ("MD", "Maryland", "227 240 301 410 443 667", (_EASTERN,)),
    ("ME", "Maine", "207", (_EASTERN,)),
    ("MI", "Michigan", "231 248 269 313 517 586 616 734 810 906 947 989", (_CENTRAL, _EASTERN)),
    ("MN", "Minnesota", "218 320 507 612 651 763 952", (_CENTRAL,)),
    ("MO", "Missouri", "235 314 417 557 573 636 660 816 975", (_CENTRAL,)),
    ("MS", "Mississippi", "228 601 662 769", (_CENTRAL,)),
    ("MT", "Montana", "406", (_MOUNTAIN,)),
    ("NC", "North Carolina", "252 336 472 704 743 828 910 919 980 984", (_EASTERN,)),
    ("ND", "North Dakota", "701", (_CENTRAL, _MOUNTAIN, "America/North_Dakota/Center")),
    ("NE", "Nebraska", "308 402 531", (_CENTRAL, _MOUNTAIN)),
    ("NH", "New Hampshire", "603", (_EASTERN,)),
    ("NJ", "New Jersey", "201 551 609 640 732 848 856 862 908 973", (_EASTERN,)),
    ("NM", "New Mexico", "505 575", (_MOUNTAIN,)),
    ("NV", "Nevada", "702 725 775", ("America/Boise", _MOUNTAIN, _PACIFIC)),
    (
        "NY",
        "New York",
        "212 315 329 332 347 363 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934",
        (_EASTERN,),
    ),
    ("OH", "Ohio", "216 220 234 283 326 330 380 419 440 513 567 614 740 937", (_EASTERN,)),
    ("OK", "Oklahoma", "405 539 572 580 918", (_CENTRAL,)),
    ("OR", "Oregon", "458 503 541 971", (_MOUNTAIN, _PACIFIC)),
    (
        "PA",
        "Pennsylvania",
        "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878",
        (_EASTERN,),
    ),
    ("RI", "Rhode Island", "401", (_EASTERN,)),
    ("SC", "South Carolina", "803 821 839 843 854 864", (_EASTERN,)),
    ("SD", "South Dakota", "605", (_CENTRAL, _MOUNTAIN, "America/North_Dakota/Center")),
    ("TN", "Tennessee", "423 615 629 731 865 901 931", (_CENTRAL, _EASTERN)),
    (
        "TX",
        "Texas",
        "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 "
        "903 915 936 940 945 956 972 979",
        (_CENTRAL, _MOUNTAIN),
    ),
    ("UT", "Utah", "385 435 801", (_MOUNTAIN,)),
    ("VA", "Virginia", "276 434 540 571 686 703 757 804 826 948", (_EASTERN,)),
    ("VT", "Vermont", "802", (_EASTERN,)),
    ("WA", "Washington", "206 253 360 425 509 564", (_PACIFIC,)),
    ("WI", "Wisconsin", "262 274 353 414 534 608 715 920", (_CENTRAL,)),
    ("WV", "West Virginia", "304 681", (_EASTERN,)),
    ("WY", "Wyoming", "307", (_MOUNTAIN,)),
)
"""Code, name, area codes, zones."""

STATE_ZONES: dict[str, frozenset[str]] = {code: frozenset(zones) for code, _, _, zones in _STATES}

_BY_NAME = {squashed(word): code for code, name, _, _ in _STATES for word in (code, name)}


def _by_area() -> dict[str, str]:
    found: dict[str, str] = defaultdict(str)
    for code, _, areas, _ in _STATES:
        found.update(dict.fromkeys(areas.split(), code))
    return found


STATE_OF_AREA = _by_area()
"""The state of an area code; empty for one that is of none."""


@lru_cache(maxsize=1024)
def state_code(text: str) -> str:
    """The two letters of a state or the District of Columbia, by code or name; empty: of none."""
    return _BY_NAME.get(squashed(text), "")
