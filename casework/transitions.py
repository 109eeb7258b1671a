"""What state follows which act: one table per kind of case, which is also drawn in the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from casework.errors import WrongState

State = TypeVar("State", bound=StrEnum)
Act = TypeVar("Act", bound=StrEnum)


@dataclass(frozen=True)
class TransitionTable(Generic[State, Act]):
    """All the ways a case may go; what is not listed is refused."""

    start: State
    """Where every case begins."""
    moves: Mapping[tuple[State, Act], State]
    """(state, act) → the state after it."""

    def after(self, state: State, act: Act) -> State:
        """The state after an act.

        Raises:
            WrongState: the act is not open in this state.
        """
        try:
            return self.moves[state, act]
        except KeyError:
            raise WrongState(f"{act.value} is not open while {state.value}") from None

    def open_acts(self, state: State) -> tuple[Act, ...]:
        """What may be done in a state, in the order of the table."""
        return tuple(act for at, act in self.moves if at is state)

    def ends(self) -> frozenset[State]:
        """States that nothing leads out of."""
        return frozenset(self.moves.values()) - {state for state, _ in self.moves}

    def picture(self) -> str:
        """The table as a mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.value}"]
        acts: dict[tuple[str, str], list[str]] = {}
        for (state, act), target in self.moves.items():
            acts.setdefault((state.value, target.value), []).append(act.value)
        for (source, to), names in acts.items():
            lines.append(f"    {source} --> {to}: {', '.join(names)}")
        lines += [f"    {name} --> [*]" for name in sorted(each.value for each in self.ends())]
        return "\n".join(lines)
