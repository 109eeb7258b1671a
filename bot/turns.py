"""The vocabulary of a turn: what comes in, what goes out, and how it ended.

Frozen data without I/O. Connectors decode a protocol into a `UserTurn`, the pipeline answers with
a `Reply` made of typed blocks. No connector knows knowledge, and nothing here knows a connector.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol

Language = Literal["zh", "en"]

MSG_ID_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"
"""What a client may call its messages; nothing personal fits in."""
CHOICE_PATTERN = r"^[a-z_]{1,16}(:[A-Za-z0-9_-]{1,32}){0,2}$"
"""What a `Choice.value` looks like: an intent, and what it is about."""


class Channel(StrEnum):
    """Where a citizen speaks to us; one that is added has its own name (docs/add-a-channel.md)."""

    WEB = "web"
    WECHAT = "wechat"
    KIOSK = "kiosk"
    API = "api"


class AnswerStatus(StrEnum):
    """How a turn ended. A closed list: the part before the first `_` is the analytics group."""

    ANSWERED = "answered"
    """One published, valid entry was quoted."""
    ANSWERED_EXPIRED = "answered_expired"
    """The entry asked for has expired (已失效); its successor is named where there is one."""
    CLARIFY = "clarify"
    """Up to three entries are offered to choose from."""
    DIALOGUE = "dialogue"
    """The assistant led the turn: a greeting, a menu, a step of a form."""
    DIALOGUE_PERSON = "dialogue_person"
    """A person has the conversation: they were given the words, the assistant says nothing."""
    UNANSWERED_NO_MATCH = "unanswered_no_match"
    """Nothing in the knowledge answers this with enough certainty."""
    UNANSWERED_EMPTY = "unanswered_empty"
    """Nothing was asked: empty, only punctuation or only emoji."""
    UNANSWERED_TOO_LONG = "unanswered_too_long"
    """More text than one question can be."""
    UNANSWERED_UNREADABLE = "unanswered_unreadable"
    """Binary or damaged text that could not be repaired."""
    REFUSED_SENSITIVE = "refused_sensitive"
    """The text holds a term the operator lists as sensitive."""
    REFUSED_RATE = "refused_rate"
    """Too many messages in a short time."""
    ERROR_INTERNAL = "error_internal"
    """A fault of ours; the citizen gets an apology and a way on."""

    @property
    def group(self) -> str:
        """The analytics group: answered, clarify, dialogue, unanswered, refused or error."""
        return self.value.partition("_")[0]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Words to read. Plain text: newlines are kept, nothing else is markup."""

    text: str
    """The words, quoted as they stand where they come from an entry."""
    quoted: bool = False
    """True where the words are an approved entry's own, word for word."""
    spoken: str | None = None
    """The same for the ear, where the entry has a spoken answer."""
    short: str | None = None
    """The same in at most 600 characters, where the entry has a short answer."""
    about: str | None = None
    """The question that the words answer, where it was asked in other words: to be shown above
    them, so that who asked sees what was understood."""
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class CitationBlock:
    """Where an answer comes from."""

    title: str
    """Title of the document, catalog item or guide."""
    document_number: str | None = None
    """文号, such as 国令第711号."""
    article: str | None = None
    """The article relied on, such as 第三十三条."""
    issuer: str | None = None
    """发文机关."""
    url: str | None = None
    """Where the source can be read; http(s) only."""
    validity: str | None = None
    """Valid from and until, in the reader's language."""
    type: Literal["citation"] = "citation"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    label: str
    """What the citizen reads."""
    value: str
    """What comes back as `UserTurn.choice` when it is taken."""


@dataclass(frozen=True, slots=True)
class ChoicesBlock:
    """A question with things to choose from."""

    choices: tuple[Choice, ...]
    """In the order to show."""
    prompt: str | None = None
    """What is asked."""
    type: Literal["choices"] = "choices"


@dataclass(frozen=True, slots=True)
class CardBlock:
    """A titled set of labelled facts, such as an item's place, time and fee."""

    title: str
    """What the facts are about."""
    facts: tuple[tuple[str, str], ...]
    """(label, value) in the order to show."""
    type: Literal["card"] = "card"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """Several things of one kind, such as materials."""

    title: str
    """What is listed."""
    items: tuple[str, ...]
    """In the order to show."""
    ordered: bool = False
    """True where the order means something."""
    type: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """A page to open."""

    label: str
    """What the reader sees."""
    url: str
    """http(s) or tel only."""
    type: Literal["link"] = "link"


@dataclass(frozen=True, slots=True)
class PlaceBlock:
    """Somewhere to go."""

    name: str
    """The window, hall or station."""
    address: str
    """Postal address."""
    hours: str | None = None
    """Opening hours."""
    phone: str | None = None
    """To ask before going."""
    type: Literal["place"] = "place"


@dataclass(frozen=True, slots=True)
class QrBlock:
    """A code to scan with a phone."""

    label: str
    """What scanning does."""
    content: str
    """What the code holds."""
    type: Literal["qr"] = "qr"


@dataclass(frozen=True, slots=True)
class RatingBlock:
    """Asks whether the answer helped."""

    turn_id: str
    """The turn that is rated."""
    type: Literal["rating"] = "rating"


@dataclass(frozen=True, slots=True)
class NoticeBlock:
    """Something about the service itself, set apart from an answer."""

    text: str
    """What to know."""
    level: Literal["info", "warning"] = "info"
    """How much it matters."""
    type: Literal["notice"] = "notice"


Block = (
    TextBlock | CitationBlock | ChoicesBlock | CardBlock | ListBlock
    | LinkBlock | PlaceBlock | QrBlock | RatingBlock | NoticeBlock
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was considered for an answer."""

    entry_id: str
    """The entry."""
    version: int
    """The published version that was considered."""
    question: str
    """Its question."""
    probability: float
    """Calibrated probability, 0 to 1, that it answers the question."""


@dataclass(frozen=True, slots=True)
class UserTurn:
    """One thing a citizen said or chose, decoded by a connector."""

    channel: str
    """Where it was said: a `Channel`, or the name of one that was added."""
    conversation_id: str | None
    """The conversation, or None for a single question to the knowledge."""
    text: str
    """What was typed or recognised, as it came."""
    msg_id: str | None = None
    """The client's own id; the same id twice is one turn."""
    choice: str | None = None
    """The `Choice.value` taken, where a button was pressed rather than text typed."""
    language: Language | None = None
    """The page's language; detected from the text where None."""
    as_of: date | None = None
    """Answer as the law stood on this day; today where None."""
    jurisdiction: str | None = None
    """Code of the street or community asked about; the whole district where None."""
    client_key: str | None = None
    """Whom to count for rate limits (a hashed address or openid); never shown or stored."""
    spoken: bool = False
    """True where a recogniser wrote the text: what only sounds alike is asked back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a turn came to."""

    turn_id: str
    """The turn's own id, under which its receipt is kept."""
    status: AnswerStatus
    """How it ended."""
    blocks: tuple[Block, ...]
    """What to show, in order."""
    language: Language = "zh"
    """The language the blocks are in."""
    entry_id: str | None = None
    """The entry quoted first, where one was."""
    version: int | None = None
    """The version of that entry."""
    confidence: float | None = None
    """Probability that the quoted entry is the right one."""
    candidates: tuple[Candidate, ...] = ()
    """What was considered, best first."""
    rule: str = ""
    """The step or rule that ended the turn, for the receipt."""


FLOOD = "flood"
"""Rule of the reply to a turn that is one of far too many: neither is kept, so that no stranger
fills the disk. Connectors that show what is kept have to say by themselves that it was refused."""


class Say(Protocol):
    """The service's wording: the `responses` of domain.yml."""

    def __call__(self, name: str, language: Language, **values: object) -> str:
        """One response in one language.

        Args:
            name: the response, such as `utter_unanswered`.
            language: whose words.
            values: what stands in its braces.
        """
        ...
