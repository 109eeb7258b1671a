"""What the action server refuses.

ActionServerError
├── UnknownActionError    no such action (HTTP 404)
├── ActionRejectedError   the action declines, so that the policies try another (HTTP 400)
└── TooManyGuessesError   so many query codes were wrong that no more are checked for a while
"""


class ActionServerError(Exception):
    """Anything this package raises on purpose."""


class UnknownActionError(ActionServerError):
    """The domain names an action that nobody has written."""


class ActionRejectedError(ActionServerError):
    """An action declines to run at this point of the dialogue."""

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(reason)
        self.detail = {"action_name": action, "error": reason}


class TooManyGuessesError(ActionServerError):
    """So many query codes were wrong that no more are checked for a while."""
