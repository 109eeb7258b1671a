"""The knowledge's errors.

KnowledgeError
├── UnknownRecord          something named does not exist
│   ├── UnknownEntry
│   ├── UnknownVersion
│   ├── UnknownOrganisation
│   └── UnknownJurisdiction
├── InvalidDraft           content that cannot become a version
│   ├── UnsafeLink         an address that is no web page and no telephone number
│   ├── TextTooLong        longer than anybody would read, or any channel shows
│   └── HiddenCharacters   control or bidirectional characters: shown otherwise than stored
├── EditorialError         an act the editorial rules refuse
│   ├── WrongStage         the version is not where the act needs it
│   ├── ReviewConflict     somebody else was faster, or the database is busy
│   ├── NotAllowed         role or department does not permit the act
│   ├── SameReviewer       the author, or one who already reviewed this version
│   ├── MissingReason      the act needs a reason on record
│   ├── AlreadyExpired     its validity has ended
│   ├── OpenCollision      the same question is answered elsewhere
│   └── GateRefused        the exam refuses the publish
├── ImmutableRecord        a version or an audit record was to be changed
├── NothingToExport        no entry is left to make a book of
├── UnusableEncoder        the configured sentence encoder cannot be used
└── TooLittleToLearn       the knowledge gives too few examples to train on
"""

from __future__ import annotations


class KnowledgeError(Exception):
    """Root of everything the knowledge raises on purpose; the message is for the staff to read."""


class UnknownRecord(KnowledgeError, LookupError):
    """Something named does not exist."""


class UnknownEntry(UnknownRecord):
    """No entry has this id or key."""


class UnknownVersion(UnknownRecord):
    """The entry has no version with this number."""


class UnknownOrganisation(UnknownRecord):
    """No organisation has this code."""


class UnknownJurisdiction(UnknownRecord):
    """No jurisdiction has this code."""


class InvalidDraft(KnowledgeError, ValueError):
    """A draft lacks what every version must have, or contradicts itself."""

    def __init__(self, message: str, field: str | None = None) -> None:
        """Say what is wrong.

        Args:
            message: for the staff to read.
            field: name of the draft's field at fault, where it is one.
        """
        super().__init__(message)
        self.field = field


class UnsafeLink(InvalidDraft):
    """A link, or a source's address, is neither a web page nor a telephone number."""


class TextTooLong(InvalidDraft):
    """A text is longer than its field may be."""


class HiddenCharacters(InvalidDraft):
    """A text holds characters that cannot be seen and change how the rest is shown."""


class EditorialError(KnowledgeError):
    """The editorial rules refuse an act."""


class WrongStage(EditorialError):
    """The version is not at the stage the act needs."""


class ReviewConflict(EditorialError):
    """Somebody else acted on the version first, or holds the database."""


class NotAllowed(EditorialError):
    """The actor's roles or department do not permit the act."""


class SameReviewer(EditorialError):
    """The reviewer is the author, or has already reviewed this version."""


class MissingReason(EditorialError):
    """The act must give a reason."""


class AlreadyExpired(EditorialError):
    """The version's validity has ended, so it cannot be published as an answer."""


class OpenCollision(EditorialError):
    """The same question is answered by another entry and nobody has decided between them."""


class GateRefused(EditorialError):
    """The gate, such as the regression exam, refuses the publish."""


class ImmutableRecord(KnowledgeError):
    """A version's content or an audit record was to be changed or deleted."""


class NothingToExport(KnowledgeError):
    """No entry is left to make a book of."""


class UnusableEncoder(KnowledgeError):
    """The sentence encoder that was configured is incomplete, or its packages are missing."""


class TooLittleToLearn(KnowledgeError):
    """Too few questions have more than one wording, or all of them go the same way."""
