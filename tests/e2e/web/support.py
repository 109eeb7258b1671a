"""A small bot behind the widget: the contracts of `connectors.base` in memory, and a server."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.events import Event
from bot.turns import (
    AnswerStatus,
    Block,
    CardBlock,
    Choice,
    ChoicesBlock,
    CitationBlock,
    LinkBlock,
    ListBlock,
    NoticeBlock,
    PlaceBlock,
    QrBlock,
    RatingBlock,
    Reply,
    TextBlock,
    UserTurn,
)
from connectors.web import create_router
from tests.support.serving import Served

SECRET = "a secret of the tests"
MARKUP = (
    "<img src=x onerror=\"window.hacked='img'\"><script>window.hacked='script'</script>"
    " **粗体 [点这里](javascript:window.hacked='link')** `code` &lt;b&gt;"
)
QUESTIONS = [
    "依申请公开多久答复？",
    "依申请公开怎么申请？",
    "居住证怎么办理？",
    "居住证到期怎么续签？",
    "身份证丢了怎么补？",
]
HOT = {"zh": QUESTIONS[:3], "en": ["How long does a reply to a request take?"]}

DISCLOSURE: tuple[Block, ...] = (
    TextBlock(
        "行政机关收到政府信息公开申请，能够当场答复的，应当当场予以答复。\n"
        "不能当场答复的，应当自收到申请之日起20个工作日内予以答复；需要延长答复期限的，应当经政府信息"
        "公开工作机构负责人同意并告知申请人，延长的期限最长不得超过20个工作日。",
        quoted=True,
    ),
    CitationBlock(
        "中华人民共和国政府信息公开条例",
        document_number="国令第711号",
        article="第三十三条",
        issuer="国务院",
        url="https://www.gov.cn/zhengce/content/2019-04/15/content_5382991.htm",
        validity="2019年5月15日起有效",
    ),
)
PERMIT_CHOICES = (
    TextBlock("您想问居住证的哪一方面？"),
    ChoicesBlock(
        (
            Choice("首次办理居住证", "entry:permit-new"),
            Choice("居住证到期续签", "entry:permit-renew"),
            Choice("居住证丢失补领", "entry:permit-lost"),
        ),
        prompt="请选一个：",
    ),
)
EVERYTHING: tuple[Block, ...] = (
    TextBlock("办理居住证需要准备下面的材料，可以就近到窗口办。", about="居住证怎么办理？"),
    CardBlock("居住证首次办理", (("办理时限", "15个工作日"), ("费用", "不收费"))),
    ListBlock("需要的材料", ("身份证原件", "居住地址证明", "近期免冠照片一张"), ordered=True),
    PlaceBlock(
        "示范区政务服务中心",
        "示范区文明路1号",
        hours="周一至周五 9:00—12:00，14:00—17:30",
        phone="(0755)88121000",
    ),
    LinkBlock("网上办理入口", "https://example.gov.cn/permit"),
    QrBlock("手机扫码继续办理", "https://example.gov.cn/m/permit"),
    NoticeBlock("国庆期间窗口休息，10月9日恢复办理。", "warning"),
    NoticeBlock("以上内容已经审核发布。"),
)
BAD_LINKS: tuple[Block, ...] = (
    TextBlock(MARKUP),
    LinkBlock("看文件" + MARKUP, "javascript:window.hacked='url'"),
    LinkBlock("图片", "data:text/html,<script>window.hacked='data'</script>"),
    LinkBlock("正常链接", "https://example.gov.cn/ok"),
    CitationBlock(MARKUP, article=MARKUP, url="JaVaScRiPt:window.hacked='citation'"),
    ChoicesBlock((Choice(MARKUP, "entry:x"),), prompt=MARKUP),
    CardBlock(MARKUP, ((MARKUP, MARKUP),)),
    ListBlock(MARKUP, (MARKUP,)),
    PlaceBlock(MARKUP, MARKUP, phone="javascript:1"),
    QrBlock(MARKUP, "javascript:window.hacked='qr'"),
    NoticeBlock(MARKUP),
)


class MemoryBot:
    """`Respond` and `Transcript` in one, with answers that a test can foresee."""

    def __init__(self) -> None:
        self.turns: list[UserTurn] = []
        """Every turn that really ran."""
        self.release = asyncio.Event()
        """Set to let the turns that say 慢 go on."""
        self._events: defaultdict[str, list[Event]] = defaultdict(list)
        self._listeners: defaultdict[str, set[asyncio.Queue[Event]]] = defaultdict(set)
        self._running: dict[tuple[str | None, str | None], asyncio.Future[Reply]] = {}
        self._numbers = itertools.count(1)

    async def __call__(self, turn: UserTurn) -> Reply:
        key = (turn.conversation_id, turn.msg_id)
        if key not in self._running:
            self._running[key] = asyncio.ensure_future(self._run(turn))
        return await asyncio.shield(self._running[key])

    async def _run(self, turn: UserTurn) -> Reply:
        self.turns.append(turn)
        conversation = turn.conversation_id or ""
        self.store(
            conversation, kind="user", msg_id=turn.msg_id, text=turn.text, choice=turn.choice
        )
        self._publish(conversation, Event(0, "typing", datetime.now(UTC)))
        if "故障" in turn.text:
            raise RuntimeError("broken on purpose")
        if "慢" in turn.text:
            await self.release.wait()
        reply = self._reply(turn)
        self.store(conversation, kind="reply", msg_id=turn.msg_id, reply=reply)
        return reply

    def _reply(self, turn: UserTurn) -> Reply:
        turn_id = f"t{next(self._numbers)}"
        status, blocks = _answer(turn)
        if status is AnswerStatus.ANSWERED:
            blocks = (*blocks, RatingBlock(turn_id))
        return Reply(turn_id, status, blocks, language=turn.language or "zh", rule="test")

    def store(self, conversation_id: str, **fields: object) -> Event:
        events = self._events[conversation_id]
        event = replace(Event(len(events) + 1, "notice", datetime.now(UTC)), **fields)
        events.append(event)
        self._publish(conversation_id, event)
        return event

    def _publish(self, conversation_id: str, event: Event) -> None:
        for listener in self._listeners[conversation_id]:
            listener.put_nowait(event)

    def events(self, conversation_id: str) -> Sequence[Event]:
        return tuple(self._events[conversation_id])

    async def events_after(
        self, conversation_id: str, seq: int, newest: int | None = None
    ) -> Sequence[Event]:
        return tuple(e for e in self._events[conversation_id] if e.seq > seq)

    @asynccontextmanager
    async def subscribe(self, conversation_id: str) -> AsyncIterator[AsyncIterator[Event]]:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._listeners[conversation_id].add(queue)
        try:
            yield _drain(queue)
        finally:
            self._listeners[conversation_id].discard(queue)

    @property
    def listening(self) -> int:
        return sum(len(listeners) for listeners in self._listeners.values())


async def _drain(queue: asyncio.Queue[Event]) -> AsyncIterator[Event]:
    while True:
        yield await queue.get()


def _answer(turn: UserTurn) -> tuple[AnswerStatus, tuple[Block, ...]]:
    choice, text = turn.choice or "", turn.text
    if choice.startswith("rate:") and choice.endswith(":1"):
        why = (Choice("答非所问", "rate_why:t1:beside"), Choice("看不懂", "rate_why:t1:unclear"))
        return AnswerStatus.DIALOGUE, (ChoicesBlock(why, "哪里不好？"),)
    if choice.startswith("rate:"):
        return AnswerStatus.DIALOGUE, (TextBlock("谢谢您的评价。"),)
    if choice == "human":
        return AnswerStatus.DIALOGUE, (NoticeBlock("正在为您转接人工，请稍候。"),)
    if choice.startswith("entry:"):
        return AnswerStatus.ANSWERED, EVERYTHING
    if "依申请" in text:
        return AnswerStatus.ANSWERED, DISCLOSURE
    if "居住证" in text:
        return AnswerStatus.CLARIFY, PERMIT_CHOICES
    if "标记" in text:
        return AnswerStatus.ANSWERED, BAD_LINKS
    if turn.language == "en":
        return AnswerStatus.UNANSWERED_NO_MATCH, (TextBlock(f"No answer yet to: {text}"),)
    return AnswerStatus.UNANSWERED_NO_MATCH, (TextBlock(f"没有找到：{text}"),)


def suggest(typed: str, count: int) -> list[str]:
    return [question for question in QUESTIONS if typed in question][:count]


class Blocking:
    """A proxy on the way that lets some transports not pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.socket: bool = False
        """Refuse WebSocket handshakes."""
        self.stream: bool = False
        """Swallow server-sent events, as a buffering proxy does."""
        self.seen: list[str] = []
        """Paths asked for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(scope.get("path", ""))
        if scope["type"] == "websocket" and self.socket:
            await send({"type": "websocket.close", "code": 1008})
        elif scope.get("path") == "/web/events" and self.stream:
            await asyncio.Event().wait()
        else:
            await self.app(scope, receive, send)


class LiveServer(Served):
    """The web channel on a real port."""

    def __init__(self, allowed_origins: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.bot = MemoryBot()
        app = FastAPI()
        app.include_router(
            create_router(
                self.bot,
                self.bot,
                secret=SECRET,
                allowed_origins=allowed_origins,
                suggest=suggest,
                hot_questions=lambda language: HOT[language],
                jurisdictions={"sf-01": "文明街道", "sf-02": "和平街道"},
            )
        )
        self.app = self.way = Blocking(app)

    def release(self) -> None:
        self.loop.call_soon_threadsafe(self.bot.release.set)
