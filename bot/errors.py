"""The bot's errors.

BotError
├── AssistantUnavailableError   the assistant is starting, training, dead or too slow
├── TrainingFailedError         `rasa train` ended with an error
├── JournalFullError            the database cannot be written and too much is waiting
├── BusyError                   the conversation's turn before is still being answered
├── InsecureSettingsError       production mode with generated or missing secrets
├── NotEmptyError               a database to be moved into holds something
└── WrongSettingError           a setting that cannot work
"""


class BotError(Exception):
    """Anything this package raises on purpose."""


class AssistantUnavailableError(BotError):
    """The assistant cannot take this turn; the knowledge answers by itself."""


class TrainingFailedError(BotError):
    """Training ended with an error; the model in use stays in use."""

    def __init__(self, log_tail: str) -> None:
        super().__init__(f"rasa train failed:\n{log_tail}")


class JournalFullError(BotError):
    """The database cannot be written and no more can be kept in memory."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} turns wait to be written; is the database locked or full?")


class BusyError(BotError):
    """The conversation's turn before is still being answered."""


class InsecureSettingsError(BotError):
    """Production mode refuses this setting."""


class NotEmptyError(BotError):
    """Moving into a database must not mix with what is in it."""

    def __init__(self, table: str) -> None:
        super().__init__(f"the database is not empty: there are rows in {table}")


class WrongSettingError(BotError):
    """A setting that cannot work, such as the address of no speech engine."""
