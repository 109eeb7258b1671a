"""How a finding travels through Rasa: by reference, never by its text.

An action hands the assistant which entries were found, the turn pipeline reads their words from the
knowledge again. So no answer is ever stored in a tracker, and none can be changed on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from knowledge_base.answering import Answering, Decision, Finding, Match
from knowledge_base.published import PublishedEntry, today

FINDINGS = "findings"
"""The key of a message's custom payload that carries findings."""
BRIEF = "brief"
"""And the one that asks for their short answers."""


def to_payload(findings: Iterable[Finding], *, brief: bool = False) -> dict[str, Any]:
    """A custom message payload that refers to findings; `brief` asks for their short answers."""
    return {
        BRIEF: brief,
        FINDINGS: [
            {
                "question": finding.question,
                "decision": finding.decision.value,
                "rule": finding.rule,
                "matches": [[match.entry.id, match.probability] for match in finding.matches],
            }
            for finding in findings
        ],
    }


def from_payload(
    payload: dict[str, Any], entry: Callable[[str], PublishedEntry | None]
) -> tuple[Finding, ...]:
    """The findings a payload refers to.

    Args:
        payload: what `to_payload` made.
        entry: looks a published entry up; what it no longer knows is left out.

    Returns:
        The findings. One whose best entry was withdrawn meanwhile is not known any more.
    """
    return tuple(_finding(reference, entry) for reference in payload[FINDINGS])


def _finding(reference: dict[str, Any], entry: Callable[[str], PublishedEntry | None]) -> Finding:
    found = [(entry(entry_id), probability) for entry_id, probability in reference["matches"]]
    decision = Decision(reference["decision"])
    withdrawn = bool(found) and found[0][0] is None
    return Finding(
        question=reference["question"],
        decision=Decision.UNKNOWN if withdrawn and decision != Decision.CONFIRM else decision,
        matches=tuple(Match(e, probability) for e, probability in found if e is not None),
        rule="withdrawn" if withdrawn else reference["rule"],
    )


def chosen(answering: Answering, entry_id: str) -> Finding | None:
    """The finding of an entry that the citizen named; None where it is not published."""
    entry = answering.entry(entry_id)
    if entry is None:
        return None
    decision = Decision.ANSWER if entry.valid_on(today()) else Decision.ANSWER_EXPIRED
    matches = [Match(entry, 1.0)]
    successor = answering.entry(entry.superseded_by) if entry.superseded_by else None
    if decision is Decision.ANSWER_EXPIRED and successor is not None:
        matches.append(Match(successor, 1.0))
    return Finding(entry.question, decision, tuple(matches), rule="chosen")
