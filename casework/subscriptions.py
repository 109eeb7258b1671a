"""News of policies for those an enterprise such as theirs can have; unsubscribed by a token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casework.announcements import announce, conversation
from casework.enterprise import Enterprise, read_enterprise
from casework.errors import AccessRefused, InvalidAttribute
from casework.models import PolicyNews, Subscription
from casework.occasions import Occasion
from casework.policy_match import Verdict, in_force, match
from casework.seals import new_secret
from casework.storing import insert_once, writing
from casework.working_days import civil_day
from knowledge_base.models import Policy


@dataclass(frozen=True)
class SubscriptionReceipt:
    """What the subscriber is handed."""

    pk: int
    """Of the subscription."""
    token: str = field(repr=False)
    """Unsubscribes; shown once, not stored."""


def subscribe(
    occasion: Occasion, conversation_id: str, given: Mapping[str, object], language: str = "zh"
) -> SubscriptionReceipt:
    """Hear of every policy from now on whose conditions are not known to be unmet.

    Args:
        occasion: the subscriber, and when.
        conversation_id: where the news goes.
        given: attributes of the enterprise, as `read_enterprise` takes them.
        language: in which language.

    Raises:
        InvalidAttribute: an attribute cannot be read, or none is given.
    """
    enterprise = read_enterprise(given, occasion.on)
    if not enterprise:
        raise InvalidAttribute("attributes", "missing")
    token = new_secret()
    with writing(occasion.session):
        notice_policies(occasion.session)
        subscription = Subscription(
            token_fingerprint=occasion.seal.fingerprint(token),
            conversation_id=conversation_id,
            language=language,
            attributes=_kept(enterprise),
            told_until=_latest(occasion.session),
            since=occasion.at,
        )
        occasion.session.add(subscription)
    occasion.audit("subscribe", f"subscription:{subscription.pk}")
    return SubscriptionReceipt(subscription.pk, token)


def unsubscribe(occasion: Occasion, token: str) -> None:
    """Delete a subscription and what it kept.

    Raises:
        AccessRefused: the token opens nothing.
    """
    mine = Subscription.token_fingerprint == occasion.seal.fingerprint(token)
    gone = occasion.session.execute(delete(Subscription).where(mine).returning(Subscription.pk))
    pk = gone.scalar()
    if pk is None:
        raise AccessRefused("the token opens nothing")
    occasion.audit("unsubscribe", f"subscription:{pk}")


def forget(session: Session, conversation_id: str) -> int:
    """Delete every subscription of a conversation, as when a follower leaves; how many."""
    theirs = delete(Subscription).where(Subscription.conversation_id == conversation_id)
    return len(session.execute(theirs.returning(Subscription.pk)).all())


def notice_policies(session: Session) -> int:
    """Enter new and changed policies as news; how many. The first run enters all there are."""
    seen = select(PolicyNews.policy_id, PolicyNews.content_hash)
    known = {(policy_id, content_hash) for policy_id, content_hash in session.execute(seen)}
    wanted = select(Policy.id, Policy.content_hash, Policy.conditions).order_by(Policy.id)
    fresh = [
        (policy_id, content_hash)
        for policy_id, content_hash, conditions in session.execute(wanted)
        if conditions and (policy_id, content_hash) not in known
    ]
    return sum(
        insert_once(session, PolicyNews, policy_id=policy_id, content_hash=content_hash)
        for policy_id, content_hash in fresh
    )


def send_news(session: Session, at: datetime) -> int:
    """Announce to every subscriber the news that is for them, once; how many announcements.

    A policy not yet in force is told of too; one that has ended is not.
    """
    sent = 0
    with writing(session):
        notice_policies(session)
        latest = _latest(session)
        behind = select(Subscription).where(Subscription.told_until < latest)
        for subscription in session.scalars(behind.order_by(Subscription.pk)).all():
            for policy, verdict in _news_for(session, subscription, civil_day(at)):
                sent += _tell(session, subscription, policy, verdict, at)
            subscription.told_until = latest
    return sent


def _tell(
    session: Session, subscription: Subscription, policy: Policy, verdict: Verdict, at: datetime
) -> bool:
    return announce(
        session,
        conversation(subscription.conversation_id),
        "policy_news",
        f"policy:{policy.id}",
        {"title": policy.title, "verdict": verdict.value},
        at=at,
        once=f"news:{subscription.pk}:{policy.id}:{policy.content_hash[:32]}",
    )


def _news_for(
    session: Session, subscription: Subscription, today: date
) -> list[tuple[Policy, Verdict]]:
    unread = PolicyNews.pk > subscription.told_until
    ids = select(PolicyNews.policy_id).where(unread)
    policies = session.scalars(select(Policy).where(Policy.id.in_(ids), Policy.retired.is_(False)))
    found: list[tuple[Policy, Verdict]] = []
    for policy in policies:
        starts = policy.effective_from or today
        if not in_force(policy, max(today, starts)):
            continue
        verdict = match(policy, _enterprise(subscription)).verdict
        if verdict is not Verdict.UNMET:
            found.append((policy, verdict))
    return found


def _kept(enterprise: Enterprise) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in enterprise.items()
    }


def _enterprise(subscription: Subscription) -> Enterprise:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in subscription.attributes.items()
    }


def _latest(session: Session) -> int:
    return session.scalar(select(func.max(PolicyNews.pk))) or 0
