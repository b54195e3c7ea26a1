"""`python -m tests.audit.audit FOLDER [OPTION …]`: what the service is made of, and its known weaknesses.

Makes FOLDER/dealtrail.cdx.json, a bill of materials in CycloneDX, of the locked requirements, and asks pip-audit about
them, with its own options: which service has the data, and where. Exit code 1 where something is vulnerable or wrong
with the bill, 3 where nothing could be learned of some of it: silence of data that is not reached is no good news.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCKED = ROOT / "requirements.txt"
BILL = "dealtrail.cdx.json"
REMEDY = "run it where it is, or name a service that you reach: make audit ADVISORIES='-s osv --osv-url …'"
FINE, VULNERABLE, UNKNOWN = 0, 1, 3
_PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

Hashes = Mapping[tuple[str, str], frozenset[str]]  # by name and version


def locked(text: str) -> Hashes:
    """What a file of locked requirements names, with the hashes of the files that may be installed."""
    starts = list(_PINNED.finditer(text))
    ends = [*(one.start() for one in starts[1:]), len(text)]
    return {
        (_normal(one[1]), one[2]): frozenset(_HASH.findall(text[one.start() : end]))
        for one, end in zip(starts, ends, strict=True)
    }


def components(bill: Mapping[str, Any]) -> Hashes:
    """The same of a bill of materials."""
    return {
        (_normal(one["name"]), one["version"]): frozenset(
            sha["content"] for place in one.get("externalReferences", ()) for sha in place.get("hashes", ())
        )
        for one in bill["components"]
    }


def told(answer: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What pip-audit says: what is vulnerable, as sentences, and of what it knows nothing."""
    bad, unknown = [], []
    for one in answer["dependencies"]:
        if "skip_reason" in one:
            unknown.append(one["name"])
        for found in one.get("vulns", ()):
            remedy = (
                f"take {', '.join(found['fix_versions'])}" if found["fix_versions"] else "there is no newer version"
            )
            bad.append(f"{one['name']} {one['version']}: {found['id']}; {remedy}")
    return bad, unknown


def make_bill(python: Path, folder: Path) -> Path:
    """By the tools of the environment that this interpreter is of."""
    file = folder / BILL
    folder.mkdir(parents=True, exist_ok=True)
    words = ["requirements", str(LOCKED), "--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"]
    output = ["--spec-version", "1.6", "--output-format", "JSON", "--output-reproducible", "--output-file", str(file)]
    subprocess.run([python.with_name("cyclonedx-py"), *words, *output], check=True, timeout=300)
    return file


def ask(python: Path, options: Sequence[str] = ()) -> Mapping[str, Any] | None:
    """What pip-audit answers; None where it cannot ask at all."""
    words = ["--require-hashes", "--disable-pip", "--requirement", str(LOCKED), "--format", "json"]
    done = subprocess.run(
        [python.with_name("pip-audit"), *words, "--progress-spinner", "off", *options],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    try:
        answer: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        return None
    return answer


def main(folder: str, python: Path, options: Sequence[str] = ()) -> int:
    file, known = make_bill(python, Path(folder)), locked(LOCKED.read_text())
    if components(json.loads(file.read_text())) != known:
        print(f"{file}: is not what requirements.txt names; report a defect", file=sys.stderr)
        return VULNERABLE
    print(f"{file}: {len(known)} components, those of requirements.txt")
    answer = ask(python, options)
    bad, unknown = told(answer) if answer else ([], [name for name, _ in known])
    for line in bad:
        print(line, file=sys.stderr)
    if unknown:
        what = f"{len(unknown)} of {len(known)} components were not audited"
        print(f"{what}: the data of vulnerabilities is not reached from here; {REMEDY}", file=sys.stderr)
    if not bad and not unknown and answer:
        elsewhere = sorted({name for name, _ in known} - {_normal(one["name"]) for one in answer["dependencies"]})
        print(f"{len(known) - len(elsewhere)} components audited, none is known to be vulnerable")
        if elsewhere:
            print(f"not asked about, as this machine has no use for them: {', '.join(elsewhere)}")
    return VULNERABLE if bad else UNKNOWN if unknown else FINE


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.executable), sys.argv[2:]))
