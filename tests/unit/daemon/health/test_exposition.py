"""Whatever a label says, it is read back as it was, by Prometheus' own rules and in OpenMetrics."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus
from prometheus_client.registry import Collector

from daemon.health.exposition import exposed

OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8"


class Told(Collector):
    """One metric, whose mailboxes have these names."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = names

    def collect(self) -> Iterator[Metric]:
        metric = GaugeMetricFamily("dealtrail_odd", 'Says "\\\n".', labels=("mailbox",))
        for name in self.names:
            metric.add_metric((name,), 1e300)
        yield metric


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_label_breaks_a_line_or_a_quotation(name: str) -> None:
    plain, other = exposed(Told([name]), "")[1], exposed(Told([name]), OPEN)[1]

    assert [sample.labels for one in prometheus(plain) for sample in one.samples] == [{"mailbox": name}]
    assert [sample.labels for one in openmetrics(other) for sample in one.samples] == [{"mailbox": name}]


def test_prometheus_itself_takes_it() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: Debian's package prometheus has it")
    text = exposed(Told(['a"\\\nb', "ø"]), "")[1]

    checked = subprocess.run([promtool, "check", "metrics"], input=text.encode(), capture_output=True, check=False)

    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")
