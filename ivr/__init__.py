"""What the callee hears and what each key does, as data and pure steps.

The same flows are generated into FreeSWITCH's dialplan (``ivr.dialplan``) and executed by the
simulated switch; the variables a call needs come from ``ivr.variables``.
"""
