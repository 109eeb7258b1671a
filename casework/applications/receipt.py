"""The date of receipt (收到申请之日), from which every clock counts (第三十一条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.applications.codes import ArrivalChannel
from casework.errors import InvalidDate


@dataclass(frozen=True, slots=True)
class Arrival:
    """How and when an application came."""

    channel: ArrivalChannel
    """The way it came."""
    submitted_on: date
    """The day it was handed in, sent, or reached us."""
    signed_on: date | None = None
    """Registered mail: the day we signed for it."""
    confirmed_on: date | None = None
    """Ordinary mail: the day we confirmed it with the applicant; internet and fax: the day both
    sides confirmed."""

    def received_on(self) -> date | None:
        """The date of receipt, or None while what decides it has not happened.

        Raises:
            InvalidDate: it was signed for or confirmed before it was submitted.
        """
        decisive = self._decisive()
        if decisive and decisive < self.submitted_on:
            raise InvalidDate("received_on", "before_submission")
        return decisive

    def _decisive(self) -> date | None:
        if self.channel is ArrivalChannel.IN_PERSON:
            return self.submitted_on
        if self.channel is ArrivalChannel.REGISTERED_MAIL:
            return self.signed_on
        return self.confirmed_on
