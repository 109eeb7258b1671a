"""The desk (人工坐席): agents take conversations over, write, and give them back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path as FilePath
from typing import Annotated, Any, Protocol

import orjson
from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field

from casework.agents import AgentName
from casework.errors import (
    AlreadyClaimed,
    CaseConflict,
    CaseworkError,
    InvalidInput,
    NotOwner,
    UnknownCase,
    WrongState,
)
from casework.frontdesk import DeskRules
from console.desk_board import DeskBoard, be_there, last_announcement, look
from console.desk_sign_in import Agents
from console.http_status import status_of
from console.origins import refuse_foreign
from console.routes import HEADERS, page_templates
from knowledge_base.database import Database, utc_now

LOOK_S = 1.0
"""Seconds between looks at the board while an agent's page is open."""
MAX_NAME_CHARS = 33
"""Of a name that is tried: one more than any has."""
HEARTBEATS = 3
"""How often a page says that it is open before its agent would count as away."""
STATIC = FilePath(__file__).parent / "static"
DESK_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'",
}
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""Of a row; databases take no larger one."""
PROBLEMS: dict[type[CaseworkError], str] = {
    AlreadyClaimed: "已被同事接走，或市民已离开。",
    NotOwner: "这个对话现在不归您接待。",
    WrongState: "这个对话的状态已经变了，请看列表。",
    CaseConflict: "刚才有别人同时操作，请再试一次。",
    UnknownCase: "没有找到，可能已经撤下或结束。",
    InvalidInput: "内容为空、太长或无法识别。",
}
"""What an agent reads of an error, by its class."""


class AgentActions(Protocol):
    """What agents do. Each call raises the errors of `casework.handoff`."""

    async def claim(self, pk: int, by: str) -> None: ...  # noqa: D102
    async def release(self, pk: int, by: str) -> None: ...  # noqa: D102
    async def hand_back(self, pk: int, by: str) -> None: ...  # noqa: D102
    async def close(self, pk: int, by: str) -> None: ...  # noqa: D102
    async def transfer(self, pk: int, by: str, to: str) -> None: ...  # noqa: D102
    async def say(self, pk: int, by: str, text: str) -> None: ...  # noqa: D102
    async def send_entry(self, pk: int, by: str, entry_id: str) -> None: ...  # noqa: D102
    async def typing(self, pk: int, by: str) -> None: ...  # noqa: D102

    def follow(
        self, pk: int, by: str, after: int
    ) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """A conversation's envelopes after an event number, then what comes."""
        ...


class ActionInput(BaseModel):
    """What an act needs besides the conversation."""

    text: str = Field(default="", max_length=4000)
    to: str = Field(default="", max_length=32)
    entry_id: str = Field(default="", max_length=32)


Search = Callable[[str], Sequence[dict[str, str]]]
"""Published entries near a question: id, question and answer; called in a worker thread."""


def create_desk_router(
    database: Database, actions: AgentActions, rules: DeskRules, *, search: Search, secret: str
) -> APIRouter:
    """The desk's routes.

    Args:
        database: what the board shows.
        actions: does what agents want.
        rules: of the desk.
        search: looks into the knowledge.
        secret: signs the agents in.
    """
    ours = [Depends(refuse_foreign)]
    router = APIRouter(prefix="/console/desk", include_in_schema=False, dependencies=ours)
    agents = Agents(database, secret)
    _add_pages(router, agents)
    _add_streams(router, agents, database, actions, rules)
    _add_actions(router, agents, actions, search)
    return router


def _add_pages(router: APIRouter, agents: Agents) -> None:
    templates = page_templates()
    files = StaticFiles(directory=STATIC)

    def page(name: str, status: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(templates.get_template(name).render(**values), status, DESK_HEADERS)

    # Plain functions: FastAPI runs them in worker threads; checking a password takes its time.
    @router.get("")
    def show(request: Request) -> Response:
        me = agents.who(request)
        return page("desk.html", me=me) if me else page("desk_sign_in.html")

    @router.post("")
    def enter(
        request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()]
    ) -> Response:
        if not agents.may_try(request, name[:MAX_NAME_CHARS]):
            return page("desk_sign_in.html", 429, problem="尝试次数过多，请一分钟后再试。")
        me = agents.knows(request, name[:MAX_NAME_CHARS], password)
        if me is None:
            return page("desk_sign_in.html", 403, problem="账号或口令不正确。")
        response = RedirectResponse("/console/desk", 303, DESK_HEADERS)
        agents.set_cookie(response, request, me)
        return response

    @router.post("/leave")
    def leave(request: Request) -> Response:
        if me := agents.who(request):
            agents.leave(me.name)
        response = RedirectResponse("/console/desk", 303, DESK_HEADERS)
        agents.set_cookie(response, request, None)
        return response

    @router.get("/files/{path:path}")
    async def file(path: str, request: Request) -> Response:
        response = await files.get_response(path, request.scope)
        response.headers.update({"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})
        return response


def _signed_in(agents: Agents) -> Any:
    """Whoever asks must be signed in."""

    def who(request: Request) -> AgentName:
        me = agents.who(request)
        if me is None:
            raise HTTPException(401, "请重新登录。")
        return me

    return Depends(who)


def _add_streams(
    router: APIRouter, agents: Agents, database: Database, actions: AgentActions, rules: DeskRules
) -> None:
    signed_in = _signed_in(agents)

    @router.get("/board", response_class=EventSourceResponse)
    async def board(request: Request, me: AgentName = signed_in) -> AsyncIterator[ServerSentEvent]:
        def is_in() -> bool:
            return agents.who(request) is not None

        async for line in _boards(database, rules, me.name, is_in):
            yield ServerSentEvent(raw_data=line)

    @router.get("/{pk}/events", response_class=EventSourceResponse)
    async def events(
        pk: Number,
        request: Request,
        me: AgentName = signed_in,
        after: Annotated[int, Query(ge=0)] = 0,
    ) -> AsyncIterator[ServerSentEvent]:
        try:
            async with actions.follow(pk, me.name, after) as lines:
                async for line in lines:
                    if await asyncio.to_thread(agents.who, request) is None:
                        return
                    yield ServerSentEvent(raw_data=line)
        except CaseworkError as error:
            problem = PROBLEMS.get(type(error), "")
            yield ServerSentEvent(raw_data=orjson.dumps({"problem": problem}).decode())
        yield ServerSentEvent(raw_data='{"kind":"over"}')


async def _boards(
    database: Database, rules: DeskRules, me: str, is_in: Callable[[], bool]
) -> AsyncIterator[str]:
    """The board whenever it has changed, while the page is open and its agent signed in."""
    loop = asyncio.get_running_loop()
    after = await asyncio.to_thread(last_announcement, database)
    shown: DeskBoard | None = None
    due = 0.0
    while await asyncio.to_thread(is_in):
        if loop.time() >= due:
            await asyncio.to_thread(be_there, database, me, utc_now())
            due = loop.time() + rules.away_after.total_seconds() / HEARTBEATS
        board = await asyncio.to_thread(look, database, rules, me, after, utc_now())
        after = max([after, *(notice.pk for notice in board.notices)])
        if board != shown:
            shown = board
            yield orjson.dumps(board).decode()
        await asyncio.sleep(LOOK_S)


def _add_actions(router: APIRouter, agents: Agents, actions: AgentActions, search: Search) -> None:
    signed_in = _signed_in(agents)

    @router.get("/search")
    def found(me: AgentName = signed_in, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        entries = search(q.strip()) if q.strip() else []
        return Response(orjson.dumps(entries), media_type="application/json")

    @router.post("/{pk}/{act}")
    async def do(pk: Number, act: str, given: ActionInput, me: AgentName = signed_in) -> Response:
        calls: dict[str, Callable[[], Any]] = {
            "claim": lambda: actions.claim(pk, me.name),
            "release": lambda: actions.release(pk, me.name),
            "hand_back": lambda: actions.hand_back(pk, me.name),
            "close": lambda: actions.close(pk, me.name),
            "transfer": lambda: actions.transfer(pk, me.name, given.to),
            "say": lambda: actions.say(pk, me.name, given.text),
            "entry": lambda: actions.send_entry(pk, me.name, given.entry_id),
            "typing": lambda: actions.typing(pk, me.name),
        }
        if act not in calls:
            raise HTTPException(404)
        try:
            await calls[act]()
        except CaseworkError as error:
            raise HTTPException(status_of(error), PROBLEMS.get(type(error), "")) from error
        return Response(status_code=204)
