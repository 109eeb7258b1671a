"""Red, yellow and green: how near each application's deadline is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.applications.codes import Light, Step
from casework.applications.steps import ENDED
from casework.errors import InvalidInput
from casework.models import Application
from casework.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Working days left at which the light turns."""

    yellow: int = 5
    """Yellow at this many or fewer."""
    red: int = 2
    """Red at this many or fewer, and when overdue."""

    def __post_init__(self) -> None:
        if not 0 <= self.red < self.yellow:
            raise InvalidInput("thresholds", "out_of_order")

    def light(self, days_left: int) -> Light:
        """The light of what is due in so many working days; negative where overdue."""
        if days_left <= self.red:
            return Light.RED
        return Light.YELLOW if days_left <= self.yellow else Light.GREEN


def light(
    application: Application,
    today: date,
    calendar: WorkingCalendar,
    thresholds: Thresholds | None = None,
) -> Light:
    """The light of an application on a day."""
    if application.step in ENDED:
        return Light.DONE
    if application.due_on is None or application.step in (Step.CORRECTION, Step.PAYMENT):
        return Light.WAITING
    days_left = calendar.days_left(today, application.due_on)
    return (thresholds or Thresholds()).light(days_left)
