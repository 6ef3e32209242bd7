"""Calls that a test places by hand: parked once answered, or ringing."""

from uuid import uuid4

from tests.contract.client import ContractClient

NOBODY = "00000000-0000-0000-0000-000000000000"
LISTENS = "sofia/gateway/carrier/14165550178"
RINGS_OUT = "sofia/gateway/carrier/14165550100"
REFUSED = "-ERR DESTINATION_OUT_OF_ORDER\n"


class Call:
    """A call that answers and is parked, or rings."""

    def __init__(self, client: ContractClient, uuid: str) -> None:
        self.client, self.uuid = client, uuid

    def end(self) -> None:
        assert self.client.api(f"uuid_kill {self.uuid}") == "+OK\n"
        self.client.ended(self.uuid)


def parked(client: ContractClient, variables: str = "") -> Call:
    uuid = str(uuid4())
    braces = f"{{origination_uuid={uuid},ignore_early_media=true{variables}}}"
    client.bgapi(f"originate {braces}{LISTENS} &park", uuid)
    client.happened(uuid, "CHANNEL_PARK")
    return Call(client, uuid)


def ringing(client: ContractClient, variables: str = "dialer_role=contact") -> Call:
    uuid = str(uuid4())
    braces = f"{{origination_uuid={uuid},ignore_early_media=true,{variables}}}"
    client.bgapi(f"originate {braces}{RINGS_OUT} &park", uuid)
    client.happened(uuid, "CHANNEL_PROGRESS")
    return Call(client, uuid)
