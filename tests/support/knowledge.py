"""A small district with a few published entries, written through the editorial rules."""

from __future__ import annotations

from datetime import date

from bot.storage import migrate
from knowledge_base.database import Database
from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.editorial import publish_reviewed, save_draft
from knowledge_base.models import Aspect, Jurisdiction, Level, SourceKind

REGULATION = SourceDraft(
    SourceKind.LAW, "中华人民共和国政府信息公开条例", "国令第711号", "第三十三条"
)

DISCLOSURE_TIME = EntryDraft(
    key="test/disclosure-time",
    question="依申请公开多久答复？",
    similar_questions=("申请公开政府信息几天有结果", "信息公开申请要等多长时间"),
    answer="能当场答复的，当场答复；不能当场答复的，自收到申请之日起20个工作日内答复。",
    spoken_answer="一般二十个工作日内答复。",
    jurisdiction="sf",
    topic="依申请公开",
    aspect=Aspect.DURATION,
    valid_from=date(2019, 5, 15),
    sources=(REGULATION,),
)
DISCLOSURE_FEE = EntryDraft(
    key="test/disclosure-fee",
    question="申请公开政府信息要收费吗？",
    answer="不收费；申请的数量、频次明显超过合理范围的，可以收取信息处理费。",
    jurisdiction="sf",
    topic="依申请公开",
    aspect=Aspect.FEE,
    sources=(REGULATION,),
)
PERMIT_MATERIALS = EntryDraft(
    key="test/permit-materials",
    question="办理居住证需要哪些材料？",
    answer="身份证、本人照片，以及居住地住址、就业或就读证明之一。",
    jurisdiction="sf",
    topic="居住证",
    aspect=Aspect.MATERIALS,
    sources=(REGULATION,),
)
PERMIT_TIME = EntryDraft(
    key="test/permit-time",
    question="办理居住证需要多长时间？",
    answer="自提交全部材料之日起15日内发放。",
    jurisdiction="sf",
    topic="居住证",
    aspect=Aspect.DURATION,
    sources=(REGULATION,),
)
OLD_RULE = EntryDraft(
    key="test/allowance-2020",
    question="高龄津贴每月发多少钱？",
    answer="80岁以上老人每月50元。",
    jurisdiction="sf",
    topic="高龄津贴",
    aspect=Aspect.AMOUNT,
    valid_until=date(2021, 12, 31),
    superseded_by="test/allowance-2022",
    sources=(REGULATION,),
)
NEW_RULE = EntryDraft(
    key="test/allowance-2022",
    question="现行的高龄老人补贴标准是多少？",
    answer="80岁以上老人每月100元。",
    jurisdiction="sf",
    topic="高龄老人补贴",
    aspect=Aspect.AMOUNT,
    sources=(REGULATION,),
)
ENTRIES = (DISCLOSURE_TIME, DISCLOSURE_FEE, PERMIT_MATERIALS, PERMIT_TIME, NEW_RULE, OLD_RULE)


def small_district(url: str) -> Database:
    """A migrated database with the district `sf` and the entries above, published."""
    database = Database(url)
    migrate(database)
    with database.begin() as session:
        session.add(Jurisdiction(code="sf", name="示范区", level=Level.DISTRICT))
    for entry in ENTRIES:
        publish(database, entry)
    return database


def publish(database: Database, entry: EntryDraft) -> None:
    """Save and publish one entry."""
    with database.begin() as session:
        saved = save_draft(session, entry, "editor")
        publish_reviewed(session, saved.entry_id, saved.number, "operator", "test")
