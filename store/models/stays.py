"""How long opportunities stayed in stages, as their trail tells it; those in the recycle bin have none."""

from datetime import datetime

from sqlalchemy import Index

from store.models.base import Base, BigId, Col, column


class StayRow(Base):
    """A stay that is over, which a change of the stage ended; the stage is called as it was then."""

    __tablename__ = "stays"
    __table_args__ = (
        Index("ix_stays_day", "stage", "day", "at", "assigned_to", "hours"),
        Index("ix_stays_at", "at", "assigned_to", "stage", "day", "hours", "number"),
    )

    change_id: Col[int] = column(BigId, primary_key=True, autoincrement=False)
    number: Col[int] = column(index=True)
    assigned_to: Col[int]  # 0: nobody
    stage: Col[str]  # "": none
    day: Col[int]  # whole days, and whole hours
    hours: Col[int]
    at: Col[datetime]  # when its end was written down


class StaySumRow(Base):
    """How many stays took so many days: of somebody's opportunities, or of all where `assigned_to` is -1."""

    __tablename__ = "stay_sums"
    __table_args__ = ({"sqlite_with_rowid": False},)

    assigned_to: Col[int] = column(primary_key=True, autoincrement=False)
    month: Col[int] = column(primary_key=True, autoincrement=False)  # 202603, of `at` in UTC
    stage: Col[str] = column(primary_key=True)
    day: Col[int] = column(primary_key=True, autoincrement=False)
    many: Col[int] = column(BigId)
