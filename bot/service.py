"""The service, put together: the only place that knows every part."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from pydantic import SecretStr
from sqlalchemy import select

import connectors.api
import connectors.web
import connectors.wechat
import console
from actions.parts import Parts
from bot.acting import Actions
from bot.background import follow_publishing, keep_counting, keep_forgetting
from bot.compose import Composer
from bot.conversations.erasure import erase_conversation
from bot.conversations.journal import Journal
from bot.conversations.ratings import Ratings
from bot.conversations.transcript import Transcripts
from bot.desk import Desk, open_desk
from bot.dialogue import SECRET_HEADER, AssistantClient
from bot.doors import create_front
from bot.errors import AssistantUnavailableError
from bot.kiosk import kiosk_router
from bot.knowledge import answering_of, vectors_of
from bot.person import PersonWanted
from bot.pipeline import Pipeline, read_terms
from bot.popular import EntryPopularity, HotQuestions
from bot.private import LOOKUPS, Asides, PrivateAnswers
from bot.rates import PerMinute
from bot.respond import Responder
from bot.secrets import MIN_PASSWORD_CHARS, derived, kept, signing_secret
from bot.settings import Settings
from bot.shown import Shown
from bot.storage import migrate
from bot.supervisor import AssistantEnvironment, Supervisor
from bot.training import Models
from bot.wechat import wechat_router
from bot.wording import Wording
from casework.answers import Answers
from casework.frontdesk import FrontDesk
from casework.office import Office
from casework.seals import Seal
from connectors.web.entry_page import entry_router
from connectors.web.sessions import Sessions
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.lookup import lookup_of
from knowledge_base.models import Jurisdiction

SENSITIVE_TERMS = Path(__file__).parent / "sensitive_terms.txt"
PERSON_WORDS = LOOKUPS / "person_words.txt"
SELF_HARM_TERMS = Path(__file__).parent / "self_harm_terms.txt"


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running service, for routes and tests."""

    settings: Settings
    secret: str
    database: Database
    answering: Answering
    journal: Journal
    transcripts: Transcripts
    supervisor: Supervisor
    assistant: AssistantClient
    responder: Responder
    actions: Actions
    desk: Desk
    popularity: EntryPopularity


def build(settings: Settings) -> Service:
    """Make every part; open nothing but the database."""
    secret = signing_secret(settings)
    database = Database(settings.resolved_database_url)
    migrate(database)
    popularity = EntryPopularity(database)
    answering = answering_of(
        settings,
        database,
        settings.index_dir,
        vectors=vectors_of(settings),
        popularity=popularity,
    )
    journal = Journal(database)
    transcripts = Transcripts(database, journal)
    shared = derived(secret, "assistant")
    supervisor = _supervisor(settings, shared)
    wording = Wording()
    composer = Composer(wording, answering.entry)
    office = Office(database, _seal(settings, secret))
    answers = Answers(database, office.seal)
    front = FrontDesk(database, settings.desk_rules)
    lookup = lookup_of(database)
    actions = Actions(
        Parts(
            answering,
            office,
            answers,
            wording.say,
            front,
            lookup,
            Ratings(database),
            openness_office=settings.openness_office,
            progress_url=settings.progress_url,
            progress_token=_shown(settings.progress_token),
        )
    )
    assistant = AssistantClient(
        supervisor.address, shared, settings.assistant_timeout_s, actions.run
    )
    self_harm = read_terms(SELF_HARM_TERMS)
    pipeline = Pipeline(
        answering=answering,
        assistant=assistant,
        composer=composer,
        rate=PerMinute(settings.rate_per_minute),
        address_rate=PerMinute(settings.address_rate_per_minute),
        max_question_chars=settings.max_question_chars,
        sensitive_terms=read_terms(settings.sensitive_terms or SENSITIVE_TERMS),
        self_harm_terms=self_harm,
        intents=wording.intents,
        person=PersonWanted(front, answers, wording, read_terms(PERSON_WORDS)),
        shown=Shown(wording, composer, lookup, answering.entry),
    )
    responder = Responder(
        pipeline,
        composer,
        transcripts,
        journal,
        answering,
        PrivateAnswers(answers, Asides(self_harm)),
        front,
        frozenset(places(database)),
    )
    desk = open_desk(
        front,
        responder,
        answers,
        reminders=settings.reminder_rules,
        database=database,
        transcripts=transcripts,
        wording=wording,
    )
    return Service(
        settings,
        secret,
        database,
        answering,
        journal,
        transcripts,
        supervisor,
        assistant,
        responder,
        actions,
        desk,
        popularity,
    )


def _shown(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _seal(settings: Settings, secret: str) -> Seal:
    """Seals personal data; `former_secrets` open what was sealed before the secret was changed."""
    former = [derived(s.get_secret_value(), "casework") for s in settings.former_secrets]
    return Seal(derived(secret, "casework").encode(), [key.encode() for key in former])


def _supervisor(settings: Settings, secret: str) -> Supervisor:
    data = settings.data_dir.resolve()
    environment = AssistantEnvironment(
        python=settings.assistant_python,
        secret=secret,
        tracker_url=f"sqlite:///{data / 'assistant' / 'trackers.db'}",
        log_file=data / "logs" / "assistant.log",
    )
    models = Models(settings.assistant_models_dir, settings.assistant_python)
    return Supervisor(models, environment)


def create_app(settings: Settings) -> FastAPI:
    """The whole service as an ASGI application."""
    service = build(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _running(service):
            yield

    app = create_front("问政 Wenzheng", "0.1.0", lifespan)
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
    app.include_router(service.desk.router(service.answering, derived(service.secret, "desk")))
    _add_internal_routes(app, service)
    return app


def _add_channels(app: FastAPI, service: Service) -> None:
    """A channel is one package and one line here."""
    secret = derived(service.secret, "web")
    sessions = Sessions(secret)
    known = places(service.database)
    app.include_router(
        connectors.api.create_router(
            service.responder,
            conversation_of=sessions.conversation_of,
            client_key=sessions.client_key,
            jurisdictions=known,
        )
    )
    app.include_router(
        connectors.web.create_router(
            service.responder,
            service.transcripts,
            secret=secret,
            allowed_origins=service.settings.allowed_origins,
            suggest=service.answering.suggest,
            hot_questions=HotQuestions(service.database, service.answering.entry),
            jurisdictions={code: name for code, name in known.items() if name},
            presence=service.desk,
        )
    )
    app.include_router(entry_router(service.responder.show))
    app.include_router(
        kiosk_router(
            service.settings,
            service.responder,
            service.desk,
            secret=service.secret,
            answering=service.answering,
            assistant=service.assistant,
            token_of=sessions.token_of,
        )
    )
    if service.settings.wechat_accounts:
        app.include_router(
            wechat_router(
                service.settings,
                service.responder,
                service.transcripts,
                secret=service.secret,
                database=service.database,
                assistant=service.assistant,
            )
        )


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


def places(database: Database) -> dict[str, str]:
    """Code and name of every place one can ask about: streets, then communities.

    The district itself is there without a name, because that is where one asks anyway.
    """
    query = select(Jurisdiction).order_by(Jurisdiction.level.desc(), Jurisdiction.code)
    with database.read() as session:
        return {
            place.code: place.name if place.parent_code else "" for place in session.scalars(query)
        }
