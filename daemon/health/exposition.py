"""Figures in the words of whoever asks for them: Prometheus' text format, or OpenMetrics."""

from __future__ import annotations

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.openmetrics import exposition as openmetrics
from prometheus_client.registry import Collector


def exposed(figures: Collector, accept: str) -> tuple[str, str]:
    """The kind of content, and the text. `accept`: what HTTP's header of this name says.

    The library's own choice tells a version in the answer that is the asker's, and fails at one that is no number.
    """
    if "application/openmetrics-text" in accept:
        told: bytes = openmetrics.generate_latest(figures)  # type: ignore[no-untyped-call]  # the library has no types
        return openmetrics.CONTENT_TYPE_LATEST, told.decode()
    return CONTENT_TYPE_PLAIN_0_0_4, generate_latest(figures).decode()
