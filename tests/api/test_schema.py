"""The API against its own description: no request makes it fail, whether it fits or not."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from assistant.api.server import build_api
from assistant.api.service import Service
from assistant.serving.access import Access

EXAMPLES = 15
"""For each route and mode: enough to meet each field with what it is and with what it is not."""

HOST = {"host": "127.0.0.1:7860"}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_is_a_failure_of_the_server(service: Service, mode: GenerationMode) -> None:
    api = build_api(service, Access())
    described = schemathesis.openapi.from_asgi("/openapi.json", api, headers=HOST)
    statuses: set[int] = set()
    routes: list[Any] = [route.ok() for route in described.get_all_operations()]  # type: ignore[union-attr]
    assert len(routes) == 10
    for route in routes:
        if mode is GenerationMode.NEGATIVE and not [*route.iter_parameters(), *route.body]:
            continue  # what takes nothing cannot be asked in a wrong way

        @given(case=route.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case: Any) -> None:
            response = case.call(headers=HOST)
            case.validate_response(response, checks=[not_a_server_error])
            statuses.add(response.status_code)

        holds()
    assert 200 in statuses if mode is GenerationMode.POSITIVE else 400 in statuses
