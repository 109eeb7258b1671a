"""The installation's secrets: given by settings, or made once and kept where only we can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import InsecureSettingsError
from bot.settings import Settings

MIN_SECRET_CHARS = 32


def signing_secret(settings: Settings) -> str:
    """The secret that signs sessions and the assistant's calls.

    Raises:
        InsecureSettingsError: production mode without a secret of at least 32 characters.
    """
    given = settings.secret.get_secret_value() if settings.secret else ""
    if settings.mode == "production" and len(given) < MIN_SECRET_CHARS:
        raise InsecureSettingsError(
            f"WENZHENG_SECRET must be set to at least {MIN_SECRET_CHARS} characters in production"
        )
    return given or kept(settings.data_dir / "secret")


def kept(path: Path, length: int = 32) -> str:
    """A secret from a file that only its owner may read; made on first use.

    Two processes that start at once agree: the one that creates the file decides.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        value = secrets.token_urlsafe(length)
        file.write(value)
    return value
