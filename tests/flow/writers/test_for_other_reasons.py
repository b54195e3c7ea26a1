"""What waits to be decided again is decided beside others, but for what comes out otherwise than before."""

from sqlalchemy import text

from daemon.sync.redecide import Step, decide_waiting
from store.unit import Unit
from tests.flow.firm import Firm
from tests.flow.writers.several import Mail, a_firm_of, deliver
from tests.postgres import PostgresServer

BOTH = frozenset({0, 1})
WITHOUT_REASONS = text(
    "UPDATE receipts SET evidence = '{}' WHERE pointer_id IN (SELECT id FROM pointers WHERE item_id = :id)"
)


def items(firm: Firm) -> list[int]:
    with firm.store.read() as unit:
        return sorted(found.item.item_id for found in unit.history.explain("Message"))


def why(firm: Firm, item_id: int) -> set[str]:
    with firm.store.read() as unit:
        [told] = [found for found in unit.history.explain("Message") if found.item.item_id == item_id]
        return {str(copy.receipt.evidence) for copy in told.copies if copy.receipt}


def test_only_what_is_decided_for_other_reasons_waits_until_nobody_else_writes(postgres_server: PostgresServer) -> None:
    with a_firm_of(postgres_server, 2) as firm:
        deliver(firm, [Mail(BOTH), Mail(BOTH), Mail(BOTH)], 2)
        firm.cycle()
        one, other, third = items(firm)
        with firm.store.write() as unit:
            unit.connection.execute(WITHOUT_REASONS, {"id": other})
            unit.again.queue([one, other, third])

        def decide(unit: Unit) -> Step:
            return decide_waiting(unit, firm.context.policy, firm.clock.now)

        beside = firm.store.write_among(decide)
        assert (beside.count, beside.left) == (2, {other})
        with firm.store.read() as unit:
            assert unit.again.waiting() == 1
        assert why(firm, other) == {"{}"}

        firm.cycle()

        assert "{}" not in why(firm, other)
        with firm.store.read() as unit:
            assert not unit.again.waiting()
