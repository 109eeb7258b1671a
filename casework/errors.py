"""The casework's errors.

CaseworkError
├── UnknownCase              nothing has this number or id
├── AccessRefused            number and secret, or a token, do not belong together
├── InvalidInput             something given cannot be taken
│   ├── InvalidAttribute     an enterprise's attribute cannot be read
│   └── InvalidDate          an act is dated before what it follows, or out of any calendar
├── SealError                a sealed text cannot be opened with the keys given
└── RuleError                the rules refuse an act
    ├── WrongState           the case is not where the act needs it
    ├── CaseConflict         somebody else changed the case first
    │   └── AlreadyClaimed   another agent took the conversation first
    ├── NotOwner             the conversation is another agent's, or nobody's
    ├── AlreadyWaiting       the conversation already waits for, or has, a person
    ├── OnlyOnce             correction, extension or reasons were already asked for
    ├── TooLate              the time for the act has passed
    ├── TooEarly             the time that must pass first has not
    ├── NotPermitted         the act needs a second person or a ground that is missing
    └── OpenConsultation     a third party's or another body's answer is still awaited
"""

from __future__ import annotations


class CaseworkError(Exception):
    """Root of everything the casework raises on purpose. Messages never hold personal data."""


class UnknownCase(CaseworkError, LookupError):
    """Nothing has this number or id."""


class AccessRefused(CaseworkError):
    """The number and the secret do not belong together; which of the two is wrong is not said."""


class InvalidInput(CaseworkError, ValueError):
    """Something given cannot be taken.

    Attributes:
        field: which one, by its name in the code.
        reason: a code such as `missing`, `too_long`, `unreadable`.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class InvalidAttribute(InvalidInput):
    """An enterprise's attribute is unknown or its value cannot be read."""


class InvalidDate(InvalidInput):
    """An act is dated before what it follows, or out of any calendar."""


class SealError(CaseworkError):
    """A sealed text was changed, moved to another case, or sealed with another key."""


class RuleError(CaseworkError):
    """The rules refuse an act."""


class WrongState(RuleError):
    """The case is not where the act needs it."""


class CaseConflict(RuleError):
    """Somebody else changed the case first; read it again."""


class AlreadyClaimed(CaseConflict):
    """Another agent took the conversation first."""


class NotOwner(RuleError):
    """The conversation is another agent's, or nobody's."""


class AlreadyWaiting(RuleError):
    """The conversation already waits for a person, or has one."""


class OnlyOnce(RuleError):
    """What may be done once to a case was already done."""


class TooLate(RuleError):
    """The time for the act has passed."""


class TooEarly(RuleError):
    """The time that must pass before the act has not."""


class NotPermitted(RuleError):
    """The act needs a second person, or a ground, that is missing."""


class OpenConsultation(RuleError):
    """The answer of a third party or another body is still awaited."""
