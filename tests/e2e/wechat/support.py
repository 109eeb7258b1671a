"""A service with a scripted bot behind the WeChat connector, and the fake platform before it."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI

from bot.events import Event
from bot.turns import (
    AnswerStatus,
    Block,
    Choice,
    ChoicesBlock,
    Language,
    NoticeBlock,
    Reply,
    TextBlock,
    UserTurn,
)
from connectors.wechat import Account, Address, Hearing, Store, create_router
from connectors.wechat.store import MemoryStore
from tests.e2e.wechat.virtual_time import run
from tests.e2e.wechat.wechat_platform import Platform

SECRET = "a secret of the tests"
AES_KEY = "AAAAABBBBBCCCCCDDDDDEEEEEFFFFFGGGGGHHHHHIII"
OLD_AES_KEY = "ZZZZZBBBBBCCCCCDDDDDEEEEEFFFFFGGGGGHHHHHIII"
TOLD_AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
FETCH = "查看答案"
_IDS = itertools.count(1)
WORDS = {
    "utter_wechat_welcome": "欢迎关注。",
    "utter_wechat_searching": "还在查：",
    "utter_wechat_fetch": FETCH,
    "utter_wechat_earlier": "之前的问题有答案了：",
    "utter_wechat_nothing_kept": "没有等您查看的答案。",
    "utter_wechat_full": "查看全文",
    "utter_wechat_choose": "请点一个：",
    "utter_wechat_number": "点一下，或回复数字。",
    "utter_wechat_voice": "没听清。",
    "utter_wechat_text_only": "只看懂文字。",
    "utter_wechat_location": "我在这附近。",
    "utter_wechat_source": "依据",
    "utter_wechat_address": "地址",
    "utter_wechat_hours": "时间",
    "utter_wechat_phone": "电话",
    "utter_wechat_rate": "满意吗？",
    "utter_wechat_satisfied": "满意",
    "utter_wechat_dissatisfied": "不满意",
    "utter_error": "系统出了点问题。",
}
PERMITS = ChoicesBlock(
    (
        Choice("首次办理居住证", "choose:e000000000001"),
        Choice("居住证到期续签", "choose:e000000000002"),
    ),
    prompt="您想问哪一个？",
)


def account(**changes: Any) -> Account:
    """A verified service account in safe mode."""
    return Account(
        **{
            "name": "sf",
            "appid": "wxba5fad812f8e6fb9",
            "token": "AAAAA",
            "aes_key": AES_KEY,
            "secret": "an appsecret",
            "customer_service": True,
            **changes,
        }
    )


def bare_account(**changes: Any) -> Account:
    """An account without the customer-service permission."""
    return account(customer_service=False, **changes)


def say(name: str, language: Language) -> str:
    return WORDS[name] if language == "zh" else f"en:{name}"


T = TypeVar("T")
Answerer = Callable[[UserTurn], tuple[Block, ...]]


@dataclass
class ScriptedBot:
    """`Respond` and `Transcript`: answers after a while, with what the script says."""

    answer: Answerer = lambda turn: (TextBlock(f"答：{turn.text}"),)
    delay_s: float = 0.0
    entry_id: str | None = None
    turns: list[UserTurn] = field(default_factory=list)
    """Every turn that ran."""
    erased: list[str] = field(default_factory=list)
    fault: BaseException | None = None
    """Raised in place of an answer."""
    said: defaultdict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    """What somebody said in each conversation without being asked."""
    _watchers: set[asyncio.Queue[str]] = field(default_factory=set)

    async def __call__(self, turn: UserTurn) -> Reply:
        self.turns.append(turn)
        await asyncio.sleep(self.delay_s)
        if self.fault is not None:
            raise self.fault
        blocks = self.answer(turn)
        return Reply(f"t{len(self.turns)}", AnswerStatus.ANSWERED, blocks, entry_id=self.entry_id)

    async def erase(self, conversation_id: str) -> None:
        self.erased.append(conversation_id)

    async def events_after(
        self, conversation_id: str, seq: int, newest: int | None = None
    ) -> Sequence[Event]:
        return [event for event in self.said[conversation_id] if event.seq > seq]

    @asynccontextmanager
    async def subscribe(self, conversation_id: str) -> AsyncIterator[AsyncIterator[Event]]:
        yield _drain(asyncio.Queue())

    @asynccontextmanager
    async def unasked(self) -> AsyncIterator[AsyncIterator[str]]:
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            yield _drain(queue)
        finally:
            self._watchers.discard(queue)

    def agent_says(self, conversation_id: str, text: str) -> None:
        """A service agent writes into the conversation."""
        reply = Reply(f"agent-{next(_IDS)}", AnswerStatus.DIALOGUE_PERSON, (TextBlock(text),))
        self._say(conversation_id, Event(0, "agent", TOLD_AT, reply=reply, author="小李"))

    def is_told(
        self,
        conversation_id: str,
        text: str,
        about: str = "handoff_claim",
        at: datetime = TOLD_AT,
    ) -> None:
        """Something about the service is said in the conversation, or nothing to be read."""
        blocks = (NoticeBlock(text),) if text else ()
        reply = Reply(f"announcement-{next(_IDS)}", AnswerStatus.DIALOGUE, blocks, rule=about)
        self._say(conversation_id, Event(0, "notice", at, reply=reply))

    def _say(self, conversation_id: str, event: Event) -> None:
        said = self.said[conversation_id]
        said.append(replace(event, seq=len(said) + 1))
        for watcher in self._watchers:
            watcher.put_nowait(conversation_id)


async def _drain(queue: asyncio.Queue[T]) -> AsyncIterator[T]:
    while True:
        yield await queue.get()


class KeptAddresses:
    """`Addresses` in memory, with a reason to keep every one."""

    def __init__(self, bot: ScriptedBot) -> None:
        self._bot = bot
        self.kept: dict[str, Address] = {}

    async def keep(self, conversation: str, account: str, openid: str) -> None:
        self.kept.setdefault(conversation, Address(conversation, account, openid, 0))

    async def find(self, conversation: str) -> Address | None:
        found = self.kept.get(conversation)
        await asyncio.sleep(0.01)  # another process may come in between
        return found

    async def claim(self, conversation: str, told: int, new: int) -> bool:
        address = self.kept.get(conversation)
        if address is None or address.told != told:
            return False
        self.kept[conversation] = replace(address, told=new)
        return True

    async def erase(self, conversation: str) -> None:
        await self._bot.erase(conversation)
        self.kept.pop(conversation, None)

    async def behind(self) -> list[str]:
        said = self._bot.said
        return [c for c, a in self.kept.items() if any(e.seq > a.told for e in said[c])]


@dataclass
class Scene:
    """A platform, a service and what is between them."""

    platform: Platform
    bot: ScriptedBot
    store: Store
    addresses: KeptAddresses

    def texts(self, openid: str = "citizen-1") -> list[str]:
        """What a citizen has on the screen."""
        return [shown.content for shown in self.platform.screens[openid]]

    def hows(self, openid: str = "citizen-1") -> list[str]:
        return [shown.how for shown in self.platform.screens[openid]]


@asynccontextmanager
async def scene(
    account: Account,
    bot: ScriptedBot | None = None,
    *,
    store: Store | None = None,
    hearing: Hearing | None = None,
    before: Scene | None = None,
    leftovers: Path | None = None,
    **platform: Any,
) -> AsyncIterator[Scene]:
    """A service for one account and the platform that speaks to it; `before`: started again."""
    loop = asyncio.get_running_loop()
    bot = bot or (before.bot if before else ScriptedBot())
    store = store or MemoryStore(loop.time)
    app = FastAPI()
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service")
    fake = before.platform if before else Platform(account, client, **platform)
    fake.service = client
    addresses = before.addresses if before else KeptAddresses(bot)
    app.include_router(
        create_router(
            bot,
            bot,
            accounts=[account],
            secret=SECRET,
            say=say,
            erase=addresses.erase,
            addresses=addresses,
            full_answer_url=lambda entry: f"https://ask.example.gov.cn/entry/{entry}",
            store=store,
            hearing=hearing,
            http=httpx.AsyncClient(transport=httpx.ASGITransport(fake.api())),
            api_url="http://api",
            clock_s=loop.time,
            leftovers=leftovers,
        )
    )
    async with app.router.lifespan_context(app):
        yield Scene(fake, bot, store, addresses)
        await client.aclose()


def play(
    account: Account, scenario: Callable[[Scene], Awaitable[None]], *args: Any, **more: Any
) -> Scene:
    """Play a scenario in virtual time and let everything in the background come to its end."""

    async def played() -> Scene:
        async with scene(account, *args, **more) as stage:
            await scenario(stage)
            await asyncio.sleep(120)
        return stage

    coroutine: Coroutine[Any, Any, Scene] = played()
    return run(coroutine)
