"""What a record looks like to programs: one place for `--json`, tables, print and exports."""

from daemon.shapes.records import Shapes, line_shape, name_in, reminder_in

__all__ = ["Shapes", "line_shape", "name_in", "reminder_in"]
