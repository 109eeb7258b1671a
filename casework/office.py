"""Opens units of work on cases: who acts, when, with which calendar and seal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from casework.occasions import APPLICANT, Occasion
from casework.seals import Seal
from casework.working_days import load_calendar
from knowledge_base.database import Database, utc_now


class Office:
    """Where dialogues and staff pages come with a case."""

    def __init__(self, database: Database, seal: Seal) -> None:
        """Work on `database`; personal data is sealed with `seal`."""
        self.database = database
        self.seal = seal

    @contextmanager
    def occasion(self, actor: str = APPLICANT) -> Iterator[Occasion]:
        """A unit of work, committed when the block ends and rolled back when it raises.

        Args:
            actor: account of the member of staff; the citizen where none is named.
        """
        with self.database.begin() as session:
            yield Occasion(session, load_calendar(session), self.seal, actor, utc_now())
