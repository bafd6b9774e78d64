"""Figures for Prometheus: requests, seconds, answers by status; no text of anybody."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import generate_latest as in_text

_BUCKETS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


class Metrics:
    """The figures of one server.

    Args:
        under_way: how many requests are worked on or wait.
    """

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, under_way: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "assistant_requests",
            "Requests that have ended.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "assistant_request_seconds",
            "Seconds from the request to the end of the response.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._answers = Counter(
            "assistant_answers",
            "Questions by the status of their answer: answered, partial, refused.",
            ("status",),
            registry=self._registry,
        )
        gauge = Gauge(
            "assistant_under_way", "Requests worked on or waiting.", registry=self._registry
        )
        gauge.set_function(under_way)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A response has ended."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def answer(self, status: str) -> None:
        """A question was answered, or refused."""
        self._answers.labels(status).inc()

    def text(self) -> bytes:
        """All of them, in Prometheus' text format."""
        return in_text(self._registry)
