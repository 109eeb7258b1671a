"""Settings, from environment variables `WENZHENG_*` and an optional `.env` file."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from casework.applications.lights import Thresholds
from casework.errors import InvalidInput
from casework.frontdesk import DeskRules
from casework.queueing import read_hours
from casework.reminders import ReminderRules
from connectors.wechat.accounts import Account
from connectors.wechat.calls import API_URL


class Settings(BaseSettings):
    """All that may differ between two installations."""

    model_config = SettingsConfigDict(
        env_prefix="WENZHENG_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # a wrong setting may be a secret
    )

    mode: Literal["demo", "production"] = "demo"
    """`production` refuses a generated secret and prints no password."""
    host: str = "127.0.0.1"
    """Address the service listens on."""
    port: int = 8000
    """Port the service listens on."""
    public_url: str | None = None
    """Where citizens reach the service, for links and QR codes; host and port where None."""
    exam_dir: Path = Path("tests/exam")
    """The exam of the knowledge: questions.jsonl and out_of_scope.jsonl (docs/exam-set.md)."""
    data_dir: Path = Path("var")
    """Everything that is written: database, index, models, logs."""
    database_url: str = ""
    """SQLite or `postgresql://user:password@host/name`; a file in `data_dir` where empty."""
    secret: SecretStr | None = None
    """Signs sessions and the assistant's calls; generated into `data_dir` in demo mode."""
    former_secrets: tuple[SecretStr, ...] = ()
    """Secrets used before, as a JSON list: they still open what was sealed with them."""
    allowed_origins: tuple[str, ...] = ()
    """Websites that may embed the widget; only our own pages where empty."""

    wechat_accounts: tuple[Account, ...] = ()
    """Official accounts, as a JSON list (docs/wechat.md)."""
    wechat_api_url: str = API_URL
    """Another address in the sandbox."""
    kiosk_recogniser: str | None = None
    """Speech recogniser of the kiosk (docs/kiosk.md): `funasr://host:port`; none where None."""
    kiosk_synthesiser: str | None = "espeak://"
    """Voice of the kiosk: `espeak://` or `wyoming://host:port`; captions only where empty."""
    kiosk_key: SecretStr | None = None
    """What a kiosk or robot has to know to connect; nothing where None."""
    kiosk_idle_warn_s: float = Field(default=45.0, gt=0)
    """Seconds without anybody after which the kiosk asks."""
    kiosk_idle_wipe_s: float = Field(default=60.0, gt=0)
    """Seconds without anybody after which the kiosk forgets everything."""
    kiosk_grace_s: float = Field(default=10.0, ge=0)
    """Seconds a kiosk's lost connection may take to come back."""
    kiosk_pause_s: float = Field(default=1.8, gt=0)
    """Seconds of quiet that end what is being said."""
    redis_url: SecretStr | None = None
    """What several processes share (docs/operating.md); each keeps to itself where None."""

    openness_office: str = "zwgk"
    """Code of the body that takes applications and messages which belong to no other."""
    progress_url: str | None = None
    """Address of the district's case system (docs/casework.md); none is connected where None."""
    progress_token: SecretStr | None = None
    """Sent to the case system as a bearer token."""

    assistant_python: Path = Path(".venv-assistant/bin/python")
    """Interpreter of the assistant's environment."""
    assistant_enabled: bool = True
    """False answers single questions from the knowledge only."""
    assistant_timeout_s: float = Field(default=4.0, gt=0, le=8)
    """Seconds a turn may take in the assistant before the knowledge answers by itself."""
    encoder_dir: Path | None = None
    """Directory of an ONNX sentence encoder (docs/encoder.md); none is needed."""
    sensitive_terms: Path | None = None
    """Text file, one term a line; a built-in short list where None."""

    max_question_chars: int = 500
    """Longer texts are not one question."""
    rate_per_minute: int = 30
    """Turns one conversation may take in a minute."""
    address_rate_per_minute: int = 600
    """Turns one address may take in a minute: an office or a mobile network shares one."""
    desk_hours: str = "09:00-12:00,14:00-17:30"
    """When people are at the desk on a working day; `24:00` is midnight, none where empty."""
    light_yellow_days: int = 5
    """Working days left at which an application's light turns yellow."""
    light_red_days: int = Field(default=2, ge=0)
    """Working days left at which it turns red; fewer than for yellow."""
    desk_queue_limit: int = Field(default=30, ge=0)
    """Citizens who may wait for a person at once; others are offered to leave a message."""
    desk_away_s: float = Field(default=45.0, ge=2)
    """Seconds after an agent's page has gone until the queue has their conversations again."""
    desk_gone_s: float = Field(default=600.0, ge=2)
    """Seconds after a citizen's page has gone until they wait for a person no more."""
    trusted_proxies: str = ""
    """Addresses of reverse proxies whose X-Forwarded-For is believed, separated by commas."""
    transcript_days: int = Field(default=400, ge=366)
    """Days a transcript is kept; at least a year (互联网政务应用安全管理规定)."""

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: str) -> str:
        try:
            known = not url or make_url(url).get_backend_name() in ("sqlite", "postgresql")
        except ArgumentError:
            known = False
        if not known:
            raise ValueError("a database is named as postgresql://user:password@host/name")
        return url

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not url.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("a Redis is named as redis://:password@host:6379/0")
        return url

    @field_validator("desk_hours")
    @classmethod
    def _readable(cls, hours: str) -> str:
        try:
            read_hours(hours)
        except InvalidInput as error:
            raise ValueError("hours are written as 09:00-12:00,14:00-17:30") from error
        return hours

    @property
    def desk_rules(self) -> DeskRules:
        """How the desk is run."""
        return DeskRules(
            read_hours(self.desk_hours),
            self.desk_queue_limit,
            timedelta(seconds=self.desk_away_s),
            timedelta(seconds=self.desk_gone_s),
        )

    @model_validator(mode="after")
    def _lights_in_order(self) -> Settings:
        if self.light_red_days >= self.light_yellow_days:
            raise ValueError("WENZHENG_LIGHT_RED_DAYS must be fewer than _YELLOW_DAYS")
        return self

    @property
    def reminder_rules(self) -> ReminderRules:
        """When somebody is reminded."""
        return ReminderRules(Thresholds(self.light_yellow_days, self.light_red_days))

    @property
    def base_url(self) -> str:
        """Base URL of links and QR codes: `public_url`, else host and port."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @cached_property
    def resolved_database_url(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'wenzheng.db'}"

    @cached_property
    def tracker_url(self) -> str:
        """Where the assistant keeps its conversations, as its older SQLAlchemy reads it."""
        url = make_url(self.resolved_database_url)
        if url.get_backend_name() == "sqlite":
            return f"sqlite:///{self.data_dir.resolve() / 'assistant' / 'trackers.db'}"
        return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)

    @property
    def index_dir(self) -> Path:
        """Where the candidate index lives; it can always be rebuilt from the database."""
        return self.data_dir / "index"

    @property
    def assistant_models_dir(self) -> Path:
        """Trained Rasa models."""
        return self.data_dir / "assistant" / "models"


def wrong_settings(error: ValidationError | SettingsError) -> list[str]:
    """What is wrong with the settings, a line each, by the names an operator writes.

    No value is said again: it may be a secret.
    """
    if isinstance(error, SettingsError):  # the value of a list, which is read as JSON
        name = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "")
        return [f'{_variable(name)}: is no JSON, such as ["https://www.example.gov.cn"]']
    lines = []
    for fault in error.errors(include_input=False, include_url=False):
        place, what = fault["loc"], fault["msg"].removeprefix("Value error, ")
        inside = "".join(f" {each}" for each in place[1:])
        lines.append(f"{_variable(str(place[0]))}{inside}: {what}" if place else what)
    return lines


def _variable(name: str) -> str:
    return f"WENZHENG_{name.upper()}"
