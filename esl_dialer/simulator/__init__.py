"""A simulated FreeSWITCH on the event socket, with a carrier whose numbers choose what happens.

``switch.SimulatedSwitch`` is the whole of it without sockets or clock; ``process.serve`` puts it on
TCP; ``carrier.behaviour`` and ``expected.expected_outcome`` say what a number does and dictates;
``witness.read_witness`` what really happened. docs/esl-contract.md and docs/carrier.md tell more.
"""
