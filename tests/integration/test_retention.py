from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.conversations.models import TranscriptEvent
from bot.conversations.retention import forget_old
from bot.storage import migrate
from knowledge_base.database import Database, utc_now


def test_only_what_is_older_than_the_limit_goes(database_url: str) -> None:
    database = Database(database_url)
    migrate(database)
    with database.begin() as session:
        for seq, age in enumerate((500, 401, 399, 0), start=1):
            at = utc_now() - timedelta(days=age)
            session.add(TranscriptEvent(conversation_id="c", seq=seq, kind="user", at=at))
    assert forget_old(database, 400) == 2
    assert forget_old(database, 400) == 0
    with database.read() as session:
        assert list(session.scalars(select(TranscriptEvent.seq))) == [3, 4]
    database.close()
