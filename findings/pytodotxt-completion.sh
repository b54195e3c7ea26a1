#!/usr/bin/env bash
# pytodotxt 3.1.0 reads and writes todo.txt, in which a task that is done has an x and the day on which it was ("Complete Tasks", rule 2: the date
# stands directly behind the x; the day of its creation, where the task has one, follows). One expects a task that is read and
# written to have its day. Seen: it is read, and written only where there is a day of creation, too: of tasks that never had one,
# as the format allows, every one that was done loses its day as soon as the file is saved. A priority behind the x goes as well. And
# the number in "+49 30 1234" is a project.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pytodotxt==3.1.0
venv/bin/python - > seen <<'PYTHON'
from pathlib import Path

from pytodotxt import TodoTxt

LINES = ("x 2026-03-05 2026-03-01 Send the offer", "x 2026-03-05 Call Ann", "x (A) Visit Ann", "Ring up +49 30 1234")
file = Path("todo.txt")
file.write_text("\n".join(LINES) + "\n")
todo = TodoTxt(file)
todo.parse()
for task in todo.tasks:
    print("read:", task.completion_date, task.creation_date, task.priority, task.description, task.projects)
todo.save()
print(file.read_text(), end="")
PYTHON
diff seen - <<'EXPECTED'
read: 2026-03-05 2026-03-01 None Send the offer []
read: 2026-03-05 None None Call Ann []
read: None None A Visit Ann []
read: None None None Ring up +49 30 1234 ['49']
x 2026-03-05 2026-03-01 Send the offer
x Call Ann
x Visit Ann
Ring up +49 30 1234
EXPECTED
echo "as seen: pytodotxt 3.1.0 reads the day on which a task was done, and saves the file without it"
