"""What else grows with a firm: tasks, projects, campaigns, products, and what webhooks were told."""

from __future__ import annotations

from sqlalchemy import Connection, text

from benchmarks.reports import AT

# As many as let a hundredth of them fill a page.
PROJECTS, CAMPAIGNS, PRODUCTS, TOLD = 20_000, 10_000, 20_000, 100_000
_MADE = "'2025-01-01 00:00:00.000000'"


def beside(db: Connection, part: int, who: int) -> None:
    """Whatever a hundredth of the firm has, it has a hundredth of."""
    statements = (
        *_tasks(who),
        *_projects(PROJECTS // part, who),
        *_campaigns(CAMPAIGNS // part),
        *_webhooks(TOLD // part),
        _rows(
            PRODUCTS // part,
            "products (id, name, folded, description, price_minor, currency, is_active)",
            "n, 'Product ' || n, 'product ' || n, 'A seat.', 100 * n, 'EUR', n % 9 > 0",
        ),
        f"UPDATE users SET role = 'owner' WHERE id = {who}",
    )
    for statement in statements:
        db.execute(text(statement))


def _rows(many: int, into: str, values: str) -> str:
    """Insert so many rows, made of their number n."""
    counted = f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {many})"
    return f"INSERT INTO {into} {counted} SELECT {values} FROM n"


def _tasks(who: int) -> tuple[str, ...]:
    """One of ten items is a task, half of them WHO's, most of them done."""
    return (
        "UPDATE items SET kind = 'task' WHERE id % 10 = 8",
        "INSERT INTO item_tasks (item_id, due_on, reminder_at, status, completed_at, assigned_to, guid) "
        f"SELECT id, {_day('id / 10')}, NULL, CASE WHEN id / 10 % 5 THEN 'done' ELSE 'open' END, "
        f"CASE WHEN id / 10 % 5 THEN {_MADE} END, CASE WHEN id / 10 % 2 THEN 1 + id % 9 ELSE {who} END, "
        "printf('%032x', id) FROM items WHERE kind = 'task'",
    )


def _projects(many: int, who: int) -> tuple[str, ...]:
    return (
        _rows(
            many,
            "projects (id, name, folded, account_id, number, assigned_to, created_at, completed_at)",
            f"n, 'Project ' || n, 'project ' || n, n, n, CASE WHEN n % 2 THEN 1 ELSE {who} END, {_MADE}, "
            f"CASE WHEN n % 3 = 0 THEN {_MADE} END",
        ),
        "INSERT INTO project_tasks "
        "(project_id, position, title, due_at, assigned_to, completed_at, is_cancelled, guid) "
        f"SELECT projects.id, step, 'Step ' || step, {_day('projects.id + 3 * step')} || ' 08:00:00.000000', "
        f"assigned_to, CASE WHEN step < 3 THEN {_MADE} END, FALSE, printf('%032x', 10 * projects.id + step) "
        "FROM projects JOIN (SELECT 1 AS step UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5)",
    )


def _campaigns(many: int) -> tuple[str, ...]:
    """One of five opportunities comes from one of them."""
    return (
        _rows(
            many,
            "marketing (id, title, folded, currency, starts_on)",
            f"n, 'Campaign ' || n, 'campaign ' || n, 'EUR', {_day('n')}",
        ),
        f"UPDATE opportunities SET initiated_marketing_id = 1 + number / 5 % {many} WHERE number % 5 = 0",
    )


def _webhooks(many: int) -> tuple[str, ...]:
    return (
        "INSERT INTO webhooks (id, url, events, salt, key_sign, salt_before, created_at, created_by, paused_why, "
        "failures, reason, due_at) VALUES (1, 'https://hooks.example/deals', '[\"closed\"]', 's', 'k', '', "
        f"{_MADE}, 'User 6', '', 0, '', {_MADE})",
        _rows(
            many,
            "webhook_deliveries (webhook_id, message, event, number, at, data, attempts, due_at, status, reason, "
            "done_at, is_delivered)",
            f"1, 'm' || n, 'closed', n, {_MADE}, '{{}}', 1, {_MADE}, 200, '', "
            f"CASE WHEN n % 100 THEN {_MADE} END, n % 100 > 0",
        ),
    )


def _day(number: str) -> str:
    """Some day in the months around the one on which the firm is looked at."""
    return f"date('{AT.now.date().isoformat()}', ({number} % 120 - 90) || ' days')"
