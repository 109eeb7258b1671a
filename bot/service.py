"""The service, put together: the only place that knows every part."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response

import connectors.api
import connectors.web
import console
from bot.assembly import build, places
from bot.assistant_client import SECRET_HEADER
from bot.attachments import attachment_router
from bot.background import follow_publishing, keep_counting, keep_forgetting
from bot.kiosk import kiosk_router
from bot.parts import Service
from bot.popular import HotQuestions
from bot.secrets import MIN_PASSWORD_CHARS, derived, kept
from bot.settings import Settings
from bot.web_app import create_web_app
from bot.wechat import wechat_router
from connectors.web.entry_page import entry_router
from connectors.web.sessions import Sessions
from console.cases import create_cases_router
from console.cases.pages import CasePages
from console.desk_sign_in import Agents
from console.lost import add_lost_page


def create_app(settings: Settings) -> FastAPI:
    """The whole service as an ASGI application."""
    service = build(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _running(service):
            yield

    is_https = (settings.public_url or "").startswith("https://")
    app = create_web_app("问政 Wenzheng", "0.1.0", lifespan, is_https=is_https)
    app.state.service = service
    _add_channels(app, service)
    app.include_router(
        console.create_router(
            service.database,
            password=kept(settings.data_dir / "console-password", MIN_PASSWORD_CHARS),
            secret=derived(service.secret, "console"),
            assistant_state=lambda: service.supervisor.state,
        )
    )
    _add_desk(app, service)
    add_lost_page(app)
    _add_internal_routes(app, service)
    return app


def _add_desk(app: FastAPI, service: Service) -> None:
    """Where staff answer: cases first, for the desk's paths take anything."""
    secret = derived(service.secret, "desk")
    agents = Agents(service.database, secret)
    pages = CasePages(service.office, agents, service.settings.openness_office)
    thresholds = service.settings.reminder_rules.thresholds
    app.include_router(create_cases_router(pages, thresholds))
    desk = service.desk.router(service.answering, secret)
    app.include_router(desk, dependencies=[Depends(pages.keep_from_desk)])


def _add_channels(app: FastAPI, service: Service) -> None:
    """A channel is one package and one line here."""
    sessions = Sessions(_web_secret(service))
    known = places(service.database)
    app.include_router(_api(service, sessions, known))
    app.include_router(_web(service, known))
    app.include_router(entry_router(service.responder.show))
    app.include_router(attachment_router(service.office, service.wording))
    app.include_router(kiosk_router(service, sessions.token_of))
    if service.settings.wechat_accounts:
        app.include_router(wechat_router(service))


def _api(service: Service, sessions: Sessions, known: dict[str, str]) -> APIRouter:
    return connectors.api.create_router(
        service.responder,
        conversation_of=sessions.conversation_of,
        client_key=sessions.client_key,
        jurisdictions=known,
    )


def _web(service: Service, known: dict[str, str]) -> APIRouter:
    return connectors.web.create_router(
        service.responder,
        service.transcripts,
        secret=_web_secret(service),
        allowed_origins=service.settings.allowed_origins,
        suggest=service.answering.suggest,
        hot_questions=HotQuestions(service.database, service.answering.entry),
        jurisdictions={code: name for code, name in known.items() if name},
        presence=service.desk,
    )


def _web_secret(service: Service) -> str:
    return derived(service.secret, "web")


@asynccontextmanager
async def _running(service: Service) -> AsyncIterator[None]:
    """Everything that runs beside the requests."""
    service.journal.start()
    await asyncio.to_thread(service.answering.open)
    tasks = [
        asyncio.create_task(follow_publishing(service.answering)),
        asyncio.create_task(asyncio.to_thread(service.answering.warm)),
        asyncio.create_task(keep_counting(service.popularity)),
        asyncio.create_task(keep_forgetting(service.database, service.settings.transcript_days)),
        asyncio.create_task(service.shared.run(service.transcripts.hear)),
        *(asyncio.create_task(duty) for duty in service.desk.duties()),
    ]
    if service.settings.assistant_enabled:
        tasks.append(asyncio.create_task(service.supervisor.run()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await service.assistant.close()
        await asyncio.to_thread(service.journal.close)
        await service.shared.close()
        service.answering.close()
        service.database.close()


def _add_internal_routes(app: FastAPI, service: Service) -> None:
    wanted = derived(service.secret, "assistant")

    async def run_action(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise HTTPException(403, "wrong secret")
        status, body = await service.actions.run(orjson.loads(await request.body()))
        return Response(orjson.dumps(body), status, media_type="application/json")

    # A plain Starlette route: nothing to document, to inject or to check on the hot path.
    app.router.add_route("/internal/actions", run_action, ["POST"])

    @app.get("/health", tags=["operation"])
    async def health(response: Response) -> dict[str, object]:
        """Whether questions are answered, and how the assistant is; 503 where nothing is kept."""
        alive = service.journal.alive
        response.status_code = 200 if alive else 503
        return {
            "status": "ok" if alive else "degraded",
            "assistant": service.supervisor.state,
            "model": service.supervisor.model,
            "unwritten": service.journal.waiting,
        }

    @app.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> Response:
        return Response(status_code=204)
