"""The parts of the service, made and handed to each other; nothing is opened but the database."""

from __future__ import annotations

from pydantic import SecretStr
from sqlalchemy import select

from actions.parts import Parts
from bot.action_runner import ActionRunner
from bot.assistant_client import AssistantClient
from bot.assistant_turn import AssistantTurns
from bot.compose import Composer
from bot.conversations.journal import Journal
from bot.conversations.ratings import Ratings
from bot.conversations.transcript import Transcripts
from bot.desk import open_desk
from bot.emergencies import read_emergencies
from bot.handoff_requests import HandoffRequests
from bot.knowledge import answering_of, vectors_of
from bot.language import SpokenLanguages
from bot.lookup_blocks import LookupBlocks
from bot.parts import Service
from bot.pipeline import Pipeline
from bot.popular import EntryPopularity
from bot.private import AnswerClassifier, PrivateAnswers
from bot.respond import Responder
from bot.secrets import derived, signing_secret
from bot.settings import Settings
from bot.shared import LocalState, shared_state
from bot.storage import migrate
from bot.supervisor import AssistantEnvironment, Supervisor
from bot.terms import SELF_HARM, read_terms, word_lists
from bot.training import Models
from bot.without_assistant import WithoutAssistant
from bot.wording import Wording
from casework.answers import Answers
from casework.frontdesk import FrontDesk
from casework.office import Office
from casework.seals import Seal
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.lookup import lookup_of
from knowledge_base.models import Jurisdiction


def build(settings: Settings) -> Service:
    """Make every part; open nothing but the database."""
    secret = signing_secret(settings)
    database = Database(settings.resolved_database_url)
    migrate(database)
    popularity = EntryPopularity(database)
    answering = _answering(settings, database, popularity)
    journal = Journal(database)
    shared = shared_state(_plain(settings.redis_url), derived(secret, "shared"))
    transcripts = Transcripts(database, journal, shared.news)
    assistant_secret = derived(secret, "assistant")
    supervisor = _supervisor(settings, assistant_secret)
    wording = Wording()
    seal = _seal(settings, secret)
    parts = _parts(settings, database, answering, wording, seal)
    actions = ActionRunner(parts)
    assistant = AssistantClient(
        supervisor.address, assistant_secret, settings.assistant_timeout_s, actions.run
    )
    responder = _responder(settings, parts, assistant, transcripts, journal, wording, shared)
    desk = open_desk(
        parts.desk,
        responder,
        parts.answers,
        reminders=settings.reminder_rules,
        database=database,
        transcripts=transcripts,
        wording=wording,
    )
    return Service(
        settings=settings,
        secret=secret,
        database=database,
        seal=seal,
        answering=answering,
        journal=journal,
        transcripts=transcripts,
        wording=wording,
        supervisor=supervisor,
        assistant=assistant,
        responder=responder,
        actions=actions,
        desk=desk,
        office=parts.office,
        popularity=popularity,
        shared=shared,
    )


def _answering(settings: Settings, database: Database, popularity: EntryPopularity) -> Answering:
    vectors = vectors_of(settings)
    return answering_of(
        settings, database, settings.index_dir, vectors=vectors, popularity=popularity
    )


def _parts(
    settings: Settings, database: Database, answering: Answering, wording: Wording, seal: Seal
) -> Parts:
    """What the actions of the dialogue work with."""
    return Parts(
        answering,
        Office(database, seal),
        Answers(database, seal),
        wording.say,
        FrontDesk(database, settings.desk_rules),
        lookup_of(database),
        Ratings(database),
        openness_office=settings.openness_office,
        public_url=settings.base_url,
        progress_url=settings.progress_url,
        progress_token=_plain(settings.progress_token),
    )


def _responder(
    settings: Settings,
    parts: Parts,
    assistant: AssistantClient,
    transcripts: Transcripts,
    journal: Journal,
    wording: Wording,
    shared: LocalState,
) -> Responder:
    """The one door for every channel."""
    composer = Composer(wording, parts.answering.entry)
    return Responder(
        _pipeline(settings, parts, assistant, composer, wording, shared),
        composer,
        transcripts,
        journal,
        parts.answering,
        PrivateAnswers(parts.answers, AnswerClassifier(read_terms(SELF_HARM), read_emergencies())),
        parts.desk,
        frozenset(places(parts.office.database)),
        shared.order(),
    )


def _pipeline(
    settings: Settings,
    parts: Parts,
    assistant: AssistantClient,
    composer: Composer,
    wording: Wording,
    shared: LocalState,
) -> Pipeline:
    """The steps of a turn."""
    languages = SpokenLanguages()
    assistant_turns = AssistantTurns(
        assistant,
        composer,
        LookupBlocks(wording, composer, parts.lookup, parts.answering.entry),
        entry=parts.answering.entry,
        intents=wording.intents,
        languages=languages,
    )
    handoff_requests = HandoffRequests(parts.desk, parts.answers, wording)
    return Pipeline(
        answering=parts.answering,
        assistant_turns=assistant_turns,
        composer=composer,
        rate=shared.per_minute("conversation", settings.rate_per_minute),
        address_rate=shared.per_minute("address", settings.address_rate_per_minute),
        max_question_chars=settings.max_question_chars,
        words=word_lists(settings.sensitive_terms),
        handoff_requests=handoff_requests,
        without_assistant=WithoutAssistant(
            parts.answering, composer, handoff_requests, wording.intents
        ),
        languages=languages,
    )


def _plain(secret: SecretStr | None) -> str | None:
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
        tracker_url=settings.tracker_url,
        log_file=data / "logs" / "assistant.log",
    )
    models = Models(settings.assistant_models_dir, settings.assistant_python)
    return Supervisor(models, environment)


def places(database: Database) -> dict[str, str]:
    """Code and name of every place one can ask about: streets, then communities.

    The district itself is there without a name, because that is where one asks anyway.
    """
    query = select(Jurisdiction).order_by(Jurisdiction.level.desc(), Jurisdiction.code)
    with database.read() as session:
        return {
            place.code: place.name if place.parent_code else "" for place in session.scalars(query)
        }
