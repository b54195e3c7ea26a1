"""The alert rules and the dashboard that ship, tried by Prometheus' own tool, and held to what is really told."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.metrics_core import Metric

from connectors.measured import MEASURED
from daemon.health.figures import Figures
from daemon.progress import Progress
from store.database import open_store
from tests.databases import a_file

MONITORING = Path(__file__).parents[2] / "docs" / "monitoring"
RULES, TESTS, DASHBOARD = MONITORING / "alerts.yml", MONITORING / "alerts.test.yml", MONITORING / "dashboard.json"
OF_PROMETHEUS = {"up"}
ENDS = {"counter": "_total", "info": "_info"}  # what names of a kind of metric end with


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("promtool is not installed: Debian's package prometheus has it")
    return subprocess.run([found, *words], cwd=MONITORING, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def told(tmp_path: Path) -> dict[str, Metric]:
    """Every metric there is, by the name that is asked for."""
    with MEASURED.request("ews", "GetItem"):
        MEASURED.asked_to_wait("ews", timedelta(seconds=1))
    with closing(open_store(a_file(tmp_path / "a.sqlite"))) as store:
        figures = Figures(store, Progress(), lambda: datetime.now(UTC), "1")
        return {one.name + ENDS.get(one.type, ""): one for one in figures.collect()}


def expressions(tree: Any) -> Iterator[str]:
    match tree:
        case dict():
            yield from (text for key, text in tree.items() if key in ("expr", "query") and isinstance(text, str))
            for inner in tree.values():
                yield from expressions(inner)
        case list():
            for inner in tree:
                yield from expressions(inner)


def asked_for(text: str) -> set[str]:
    """The metrics that it names, without the suffixes of a histogram's parts."""
    named = re.findall(r"\b((?:dealtrail|process)_[a-z_]+|up)\b(?=[{\[) ]|$)", text)
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in named}


def test_the_rules_are_sound_and_wake_nobody_for_nothing() -> None:
    checked = promtool("check", "rules", RULES.name)
    tried = promtool("test", "rules", TESTS.name)

    assert (checked.returncode, tried.returncode) == (0, 0), checked.stderr + tried.stdout + tried.stderr


def test_every_rule_is_tried_where_it_is_silent_and_where_it_speaks() -> None:
    rules = re.findall(r"- alert: (\w+)", RULES.read_text())
    quiet, *others = TESTS.read_text().split("  - name: ")[1:]

    assert len(rules) == len(set(rules)) >= 10
    assert re.findall(r"alertname: (\w+)}", quiet) == rules
    spoken = "".join(others)
    assert [rule for rule in rules if not re.search(rf"alertname: {rule}\n\s+exp_alerts", spoken)] == []


def test_rules_and_dashboard_ask_for_nothing_that_is_not_told(told: dict[str, Metric]) -> None:
    rules = asked_for(RULES.read_text())
    shown = set[str]().union(*map(asked_for, expressions(json.loads(DASHBOARD.read_text()))))
    may_be_absent = {"dealtrail_errands_oldest_due_timestamp_seconds"}  # where nothing is owed

    assert (rules | shown) - told.keys() == OF_PROMETHEUS | may_be_absent
    assert len(shown) >= 15


def test_the_page_for_administrators_names_every_metric(told: dict[str, Metric]) -> None:
    page = (MONITORING / "README.md").read_text()

    assert [name for name in told if name not in page and not name.startswith("process_")] == []


def test_names_follow_the_conventions(told: dict[str, Metric]) -> None:
    for name, metric in told.items():
        assert re.fullmatch(r"(dealtrail|process)_[a-z]+(_[a-z]+)*", name)
        assert metric.type == "counter" or not name.endswith("_total"), name
        assert metric.documentation.endswith("."), name
        assert not re.search(r"_(ms|minutes|hours|kb|mb|percent)(_|$)", name)


def test_the_dashboard_is_whole() -> None:
    dashboard = json.loads(DASHBOARD.read_text())
    panels = dashboard["panels"]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["description"] and panel["targets"] for panel in panels)
    places = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(set(places)) == len(places), "panels lie over each other"
    assert max(x for x, _ in places) < 24
