"""What the OpenAPI description says of the door is what it does, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from regard import house
from regard.web.api.collector import collector_paths
from regard.web.api.openapi import described
from regard.web.collect.calls import CALLS, HOOKS
from regard.web.collect.limits import Limits
from tests.collect.sender import Sender, json_answer

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PATHS = ("/v1/identify", "/v1/batch", "/v1/interactions", "/v1/cloudevents", "/v1/tracker", "/v1/hooks/{source}")


class Patient(Limits):
    """Lets anybody fail as often as a test wants."""

    def failure(self, address: str) -> None:
        """Forgive."""


def test_every_call_of_the_door_is_described() -> None:
    assert set(collector_paths()) == {*CALLS, f"{HOOKS}{{source}}"}
    assert set(PATHS) <= set(collector_paths())


@pytest.mark.parametrize("path", PATHS)
def test_what_is_described_holds_for_anything_that_is_sent(sender: Sender, path: str) -> None:
    sender = Sender(sender.key, limits=Patient())
    document = described(house.REPORTS)

    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/openapi.json":
            return json_answer(document, start)
        return sender.door(environ, start)

    operation = schemathesis.openapi.from_wsgi("/openapi.json", app)[path]["POST"]
    answers: set[int] = set()

    for mode in GenerationMode:

        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        @hypothesis.settings(max_examples=10, suppress_health_check=list(hypothesis.HealthCheck))
        def check(case: Any) -> None:
            case.path_parameters = {"source": "shop"} if "{" in path else {}
            response = case.call(headers={"Authorization": f"Bearer {sender.key}"})
            case.validate_response(response, checks=CHECKS)
            answers.add(response.status_code)

        check()
    assert answers & {200, 422}, "nothing that was made from the description was ever taken"
