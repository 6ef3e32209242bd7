"""``python -m esl_dialer``: the same as the command ``esl-dialer``."""

from esl_dialer.app import main

main()
