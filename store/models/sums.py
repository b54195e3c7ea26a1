"""Sums of opportunities that the database keeps, which reports would add up anew each time; 0 is nobody and none."""

from store.models.base import Base, BigId, Col, column


class SumChangeRow(Base):
    """An opportunity that came to the sums, or left them, and is not in them yet: some hundred rows at most."""

    __tablename__ = "sum_changes"

    id: Col[int] = column(BigId, primary_key=True)
    stage_id: Col[int]
    assigned_to: Col[int]
    source_id: Col[int]
    type_id: Col[int]
    payment_terms_id: Col[int]
    lost_reason_id: Col[int]
    currency: Col[str]
    probability: Col[int]
    total_from: Col[int] = column(BigId)  # the total's first two digits, with 0 for each other
    close_day: Col[int]  # 20260301
    expiration_day: Col[int]
    delivery_day: Col[int]
    close_month: Col[int]  # 202603, of the date that is expected or was given
    closed_month: Col[int]  # of the moment, in UTC; 0 while it is open
    many: Col[int] = column(BigId)  # 1 or -1
    total_high: Col[int] = column(BigId)  # whole thousand millions of the smallest unit, and what is left over
    total_low: Col[int] = column(BigId)
    expected_high: Col[int] = column(BigId)
    expected_low: Col[int] = column(BigId)


class PipelineSumRow(Base):
    """What opportunities come to, by whose they are, stage, month and currency."""

    __tablename__ = "pipeline_sums"
    __table_args__ = ({"sqlite_with_rowid": False},)

    assigned_to: Col[int] = column(primary_key=True, autoincrement=False)
    is_closed: Col[bool] = column(primary_key=True)
    stage_id: Col[int] = column(primary_key=True, autoincrement=False)
    close_month: Col[int] = column(primary_key=True, autoincrement=False)
    currency: Col[str] = column(primary_key=True)
    many: Col[int] = column(BigId)
    total_high: Col[int] = column(BigId)
    total_low: Col[int] = column(BigId)
    expected_high: Col[int] = column(BigId)
    expected_low: Col[int] = column(BigId)


class DecidedSumRow(Base):
    """What closed ones come to, by the month they were closed in, stage, whose they are, source and currency."""

    __tablename__ = "decided_sums"
    __table_args__ = ({"sqlite_with_rowid": False},)

    closed_month: Col[int] = column(primary_key=True, autoincrement=False)
    stage_id: Col[int] = column(primary_key=True, autoincrement=False)
    assigned_to: Col[int] = column(primary_key=True, autoincrement=False)
    source_id: Col[int] = column(primary_key=True, autoincrement=False)
    currency: Col[str] = column(primary_key=True)
    many: Col[int] = column(BigId)
    total_high: Col[int] = column(BigId)
    total_low: Col[int] = column(BigId)


class FilterSumRow(Base):
    """What opportunities come to by one thing that lists are asked by, such as an amount or a day, and currency."""

    __tablename__ = "filter_sums"
    __table_args__ = ({"sqlite_with_rowid": False},)

    asked: Col[str] = column(primary_key=True)  # the column of `SumChangeRow` that the value is of
    value: Col[int] = column(BigId, primary_key=True, autoincrement=False)
    is_closed: Col[bool] = column(primary_key=True)
    currency: Col[str] = column(primary_key=True)
    many: Col[int] = column(BigId)
    total_high: Col[int] = column(BigId)
    total_low: Col[int] = column(BigId)
    expected_high: Col[int] = column(BigId)
    expected_low: Col[int] = column(BigId)
