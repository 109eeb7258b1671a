"""What a gate says of what is about to be published, and the reason that stands against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from knowledge_base.errors import GateRefused
from knowledge_base.models import EntryVersion

OVERRULE = "overrule_gate"
"""Act of the audit log where something was published although the gate refused it."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate says of a version about to be published."""

    passed: bool
    reasons: tuple[str, ...] = ()
    """Why not, one line each, for the publisher."""


Gate = Callable[[Session, EntryVersion], GateResult]
"""Asked last, with the version not yet live; such as the regression exam."""


def overruled(result: GateResult, despite: str | None, between: str = "；") -> tuple[str, ...]:
    """What the gate says against it, where a reason stands against that; nothing where it passes.

    Args:
        result: what it says.
        despite: why it is published even so; None where nobody says.
        between: what stands between the gate's reasons in the error.

    Raises:
        GateRefused: it says no, and there is no such reason.
    """
    if result.passed:
        return ()
    if despite is None:
        raise GateRefused(between.join(result.reasons) or "没有通过发布前的检验")
    return result.reasons
