"""Prometheus' text format, read back by its own rules."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.health.exposition import Kind, Metric, Sample, counters, exposed, gauge, gauges, histogram


def test_a_metric_says_what_it_is_and_then_its_values() -> None:
    text = exposed(
        [
            gauge("a_up", "Whether.", 1),
            counters("b_total", "How often.", "kind", {"one": 2, "two": 0.5}),
            histogram("c_seconds", "How long.", (0.1, 5.0), (1, 3), 4, 12.25),
        ]
    )

    assert text.splitlines() == [
        "# HELP a_up Whether.",
        "# TYPE a_up gauge",
        "a_up 1",
        "# HELP b_total How often.",
        "# TYPE b_total counter",
        'b_total{kind="one"} 2',
        'b_total{kind="two"} 0.5',
        "# HELP c_seconds How long.",
        "# TYPE c_seconds histogram",
        'c_seconds_bucket{le="0.1"} 1',
        'c_seconds_bucket{le="5"} 3',
        'c_seconds_bucket{le="+Inf"} 4',
        "c_seconds_sum 12.25",
        "c_seconds_count 4",
    ]


def test_what_has_no_values_is_left_out() -> None:
    assert exposed([gauges("a", "None.", "mailbox", {})]) == ""


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_label_and_no_sentence_breaks_a_line_or_a_quotation(text: str) -> None:
    told = exposed([Metric("a", Kind.GAUGE, text, [Sample(1, {"mailbox": text})])])

    *_, line, rest = told.split("\n")
    assert rest == ""
    assert line.startswith('a{mailbox="')
    assert line.endswith('"} 1')
    inner = line.removeprefix('a{mailbox="').removesuffix('"} 1')
    assert unquoted(inner) == text
    assert told.count("\n") == 3


def unquoted(quoted: str) -> str:
    """As Prometheus reads a label; fails at a quotation mark that ends it early."""
    found, letters = "", iter(quoted)
    for letter in letters:
        assert letter != '"'
        found += {"n": "\n", '"': '"', "\\": "\\"}[next(letters)] if letter == "\\" else letter
    return found


def test_prometheus_itself_takes_it() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: Debian's package prometheus has it")
    text = exposed([gauges("dealtrail_odd", 'Says "\\\n".', "mailbox", {'a"\\\nb': 1e300, "ø": 1})])

    checked = subprocess.run([promtool, "check", "metrics"], input=text.encode(), capture_output=True, check=False)

    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")
