"""Policies that are stored, as far as entries that come later take something from them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.drafts import SourceDraft
from knowledge_base.importers.base import ImportContext
from knowledge_base.importers.drafts import PolicyDraft
from knowledge_base.importers.generate_policy import PolicyIndex
from knowledge_base.importers.organisations import import_context
from knowledge_base.importers.policies import responsible
from knowledge_base.models import Policy, Source, SourceKind


def policy_index(session: Session) -> PolicyIndex:
    """The policies that are stored, for interpretations that come in a later import."""
    context = import_context(session)
    stored = session.execute(
        select(Policy, Source.kind)
        .join(Source, Source.id == Policy.source_id)
        .where(~Policy.retired, Source.kind == SourceKind.POLICY)
    )
    index = PolicyIndex()
    index.add([_stored_policy(policy, kind, context) for policy, kind in stored])
    return index


def _stored_policy(policy: Policy, kind: SourceKind, context: ImportContext) -> PolicyDraft:
    """As much of a stored policy as entries of others take from it."""
    return PolicyDraft(
        key=policy.key,
        source=SourceDraft(
            kind=kind,
            title=policy.title,
            document_number=policy.document_number,
            issuer=policy.issuer,
            issued_on=policy.published_on or policy.written_on,
            effective_from=policy.effective_from,
            effective_until=policy.effective_until,
        ),
        title=policy.title,
        jurisdiction=context.default_jurisdiction,
        organisation=responsible(policy.issuer, policy.benefits, context),
        body="",
        document_number=policy.document_number,
        issuer=policy.issuer,
        subject=policy.subject,
        effective_from=policy.effective_from,
        effective_until=policy.effective_until,
        relations=tuple(policy.relations),
        conditions=tuple(policy.conditions),
    )
