"""The flows as FreeSWITCH's XML dialplan: what ``freeswitch/conf/dialplan/dialer.xml`` holds."""

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from ivr.flows import CONTEXT, Action, Flow

HEADER = """\
<!-- Generated from ivr/flows.py by `python -m ivr.dialplan`; a test compares the two. -->
"""


def dialplan_xml(flows: Iterable[Flow]) -> str:
    """The whole ``<include>`` for the dialplan directory, ending in a newline."""
    extensions = "\n".join(_extension(flow) for flow in flows)
    return (
        f'{HEADER}<include>\n  <context name="{CONTEXT}">\n{extensions}\n  </context>\n</include>\n'
    )


def _extension(flow: Flow) -> str:
    actions = "\n".join(_action(action) for action in flow.actions)
    return (
        f"    <extension name={quoteattr(flow.name)}>\n"
        f'      <condition field="destination_number" expression={quoteattr(f"^{flow.name}$")}>\n'
        f"{actions}\n      </condition>\n    </extension>"
    )


def _action(action: Action) -> str:
    data = f" data={quoteattr(action.data)}" if action.data else ""
    return f"        <action application={quoteattr(action.app)}{data}/>"


if __name__ == "__main__":
    from ivr.flows import FLOWS

    print(dialplan_xml(FLOWS.values()), end="")
