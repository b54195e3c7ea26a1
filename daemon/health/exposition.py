"""Figures in the words of Prometheus: its text format, version 0.0.4. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]


class Kind(StrEnum):
    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Sample:
    value: float
    labels: Labels = field(default_factory=dict)
    suffix: str = ""  # of a histogram's and a summary's parts


@dataclass(frozen=True, slots=True)
class Metric:
    """One name with all its samples; `what` says it in a sentence."""

    name: str
    kind: Kind
    what: str
    samples: Sequence[Sample]


def gauge(name: str, what: str, value: float) -> Metric:
    return Metric(name, Kind.GAUGE, what, [Sample(value)])


def gauges(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    return Metric(name, Kind.GAUGE, what, [Sample(value, {label: one}) for one, value in values.items()])


def counters(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    return Metric(name, Kind.COUNTER, what, [Sample(value, {label: one}) for one, value in values.items()])


def histogram(name: str, what: str, bounds: Sequence[float], within: Sequence[int], count: int, sum: float) -> Metric:
    """`within` counts, for each of `bounds`, what was no more than it."""
    buckets = [Sample(value, {"le": _number(bound)}, "_bucket") for bound, value in zip(bounds, within, strict=True)]
    whole = [Sample(count, {"le": "+Inf"}, "_bucket"), Sample(sum, {}, "_sum"), Sample(count, {}, "_count")]
    return Metric(name, Kind.HISTOGRAM, what, [*buckets, *whole])


def exposed(metrics: Iterable[Metric]) -> str:
    """The text; a metric without samples is left out."""
    return "".join(f"{line}\n" for metric in metrics if metric.samples for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {_escaped(metric.what)}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for sample in metric.samples:
        named = ",".join(f'{name}="{_quoted(value)}"' for name, value in sample.labels.items())
        labels = f"{{{named}}}" if named else ""
        yield f"{metric.name}{sample.suffix}{labels} {_number(sample.value)}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')
