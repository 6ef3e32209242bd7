"""The API does what its OpenAPI document says: asked by schemathesis, with every role's rights."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.services.routing import gateways
from esl_dialer.store import models
from tests.webui.api.conftest import token_of
from tests.whole import WHOLE
from webui.api.table import ROUTES

EXAMPLES = 4 if WHOLE else 1
"""Of each operation, fitting the document; and as many that do not."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
    ignored_auth,
    negative_data_rejection,
]


class Closing:
    """As a server does: takes the whole answer, then closes it."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        answer = self.app(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()


@pytest.fixture
def operations(app):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", Closing(app))
    return {one.ok().definition.raw["operationId"]: one.ok() for one in schema.get_all_operations()}


def test_the_document_describes_every_route(operations):
    assert set(operations) == {route.name for route in ROUTES}
    assert all(one.definition.raw["summary"] for one in operations.values())


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_it_does_what_the_document_says(app, ctx, filled, operations, mode):
    app.config["PROPAGATE_EXCEPTIONS"] = app.testing = False
    headers = {"Authorization": f"Bearer {token_of(ctx, 'super_admin')}"}
    gateways.add(ctx, Gateway("carrier", "sofia/gateway/carrier/{number}"))
    for name, operation in sorted(operations.items()):
        models.Guess.delete().execute()
        numbers = None if name == "campaigns_delete" else existing(operation, filled)
        ask(operation.as_strategy(generation_mode=mode, path_parameters=numbers), headers)


def existing(operation, campaign):
    """The number of what exists, where the path asks for one such."""
    names = [one.name for one in operation.path_parameters]
    known = {"campaign": campaign, "record": 1, "gateway": "carrier"}
    return {name: known[name] for name in names} if set(names) <= set(known) else None


def ask(cases, headers):
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def each(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    each()
