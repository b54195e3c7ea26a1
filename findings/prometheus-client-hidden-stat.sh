#!/usr/bin/env bash
# prometheus-client 0.26.0 tells of its process what Prometheus' conventions name: memory, processor time, open files, when it started. Only the last needs the boot's time, which stands in
# /proc/stat; the others stand in the process's own folder. Where only that folder is there, as under a systemd unit with ProcSubset=pid, one
# expects all but the start, or a word. Seen: nothing at all, without a word; dashboards of memory and files are empty for a service that is hardened, and full for the same one that is not.
set -eu
cd "$(mktemp -d)"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check prometheus-client==0.26.0
mkdir whole hidden
ln -s /proc/self whole/self
ln -s /proc/stat whole/stat
ln -s /proc/self hidden/self
cat > tell.py <<'PYTHON'
from prometheus_client import ProcessCollector

for proc in ("whole", "hidden"):
    told = sorted(metric.name for metric in ProcessCollector(proc=proc, registry=None).collect())
    print(f"{proc}: {', '.join(told) or 'nothing'}")
PYTHON
env/bin/python tell.py > seen
diff seen - <<'EXPECTED'
whole: process_cpu_seconds, process_max_fds, process_open_fds, process_resident_memory_bytes, process_start_time_seconds, process_virtual_memory_bytes
hidden: nothing
EXPECTED
echo "as seen: prometheus-client 0.26.0 tells nothing of a process where /proc/stat is hidden"
