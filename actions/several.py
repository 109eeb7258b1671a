"""Three questions or more in one message: two are answered, the others offered, none is dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from knowledge_base.answering import Decision, Finding
from knowledge_base.questions import clauses_that_ask

ANSWERED = 2
"""Questions of a message that are answered at once."""

Ask = Callable[[str, str | None], tuple[Finding, ...]]
"""Asks the knowledge a text, about a topic."""


def several(text: str, ask: Ask) -> tuple[Finding, ...]:
    """What a message comes to that asks at least three things; empty where it does not.

    Args:
        text: the message.
        ask: asks the knowledge; the later questions are asked about the first one's topic.
    """
    parts = clauses_that_ask(text)
    if len(parts) <= ANSWERED:
        return ()
    first = ask(parts[0], None)[0]
    if first.decision is not Decision.ANSWER:
        return ()
    topic = first.matches[0].entry.topic
    findings = (first, *(ask(part, topic)[0] for part in parts[1:]))
    best = [each.matches[0].entry.id for each in findings if each.matches]
    if len(set(best)) < len(best):  # one question in several clauses
        return ()
    return (*findings[:ANSWERED], *map(_offered, findings[ANSWERED:]))


def _offered(finding: Finding) -> Finding:
    """The finding as a choice; one that found nothing says so."""
    if finding.decision is Decision.UNKNOWN:
        return finding
    return replace(finding, decision=Decision.CONFIRM, matches=finding.matches[:1])
