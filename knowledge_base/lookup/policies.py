"""What a citizen is shown of a policy: its name, its source and the published entry about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.models import Aspect, Entry, EntryVersion, Policy, Source, VersionSource


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """A policy that a published entry speaks for."""

    id: str
    """The policy."""
    title: str
    """Its title."""
    document_number: str | None
    """文号."""
    issuer: str | None
    """发文机关."""
    url: str | None
    """Where it can be read."""
    effective_from: date | None
    effective_until: date | None
    entry_id: str
    """The published entry that says how to apply for it, or else what it is about."""


_BEST_FIRST = (Aspect.PROCESS, Aspect.CONDITIONS, Aspect.AMOUNT, Aspect.GENERAL)


def policy_facts(session: Session, policy_ids: Iterable[str]) -> dict[str, PolicyFacts]:
    """Facts by policy id; a policy about which nothing is published is left out."""
    query = (
        select(Policy, Source, Entry.id, EntryVersion.aspect)
        .join(Source, Source.id == Policy.source_id)
        .join(VersionSource, VersionSource.source_id == Policy.source_id)
        .join(EntryVersion, EntryVersion.pk == VersionSource.version_pk)
        .join(
            Entry,
            (Entry.id == EntryVersion.entry_id) & (Entry.published_number == EntryVersion.number),
        )
        .where(Policy.id.in_(set(policy_ids)), EntryVersion.aspect.in_(_BEST_FIRST))
        .order_by(Entry.id)
    )
    found: dict[str, tuple[int, PolicyFacts]] = {}
    for policy, source, entry_id, aspect in session.execute(query):
        rank = _BEST_FIRST.index(aspect)
        if policy.id not in found or rank < found[policy.id][0]:
            found[policy.id] = rank, _facts(policy, source, entry_id)
    return {policy_id: facts for policy_id, (_, facts) in found.items()}


def _facts(policy: Policy, source: Source, entry_id: str) -> PolicyFacts:
    return PolicyFacts(
        policy.id,
        policy.title,
        policy.document_number,
        policy.issuer,
        source.url,
        policy.effective_from,
        policy.effective_until,
        entry_id,
    )
