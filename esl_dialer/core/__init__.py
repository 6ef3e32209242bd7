"""Every decision of the dialer, as functions of values that return values.

Nothing here does I/O or reads a clock: ``now`` is always an argument.
"""
