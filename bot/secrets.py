"""The installation's secrets: given by settings, or made once and kept where only we can read."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from pathlib import Path

from bot.errors import InsecureSettingsError
from bot.settings import Settings

MIN_SECRET_CHARS = 32
MIN_PASSWORD_CHARS = 12


def signing_secret(settings: Settings) -> str:
    """The secret from which every purpose's own is derived.

    Raises:
        InsecureSettingsError: a given secret is short, or production mode has none.
    """
    if settings.secret is not None:
        given = settings.secret.get_secret_value()
        if len(given) < MIN_SECRET_CHARS:
            raise InsecureSettingsError(
                f"WENZHENG_SECRET needs at least {MIN_SECRET_CHARS} characters"
            )
        return given
    if settings.mode == "production":
        raise InsecureSettingsError("WENZHENG_SECRET must be set in production")
    return kept(settings.data_dir / "secret", MIN_SECRET_CHARS)


def derived(secret: str, purpose: str) -> str:
    """A secret for one purpose, which tells nothing of the one it comes from."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256").hex()


def kept(path: Path, length: int) -> str:
    """A secret from a file that only its owner may read; made on first use.

    The file appears whole or not at all, so that of two processes which start at once both read
    what one of them made.

    Raises:
        InsecureSettingsError: the file holds less than a whole secret.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(length)[:length])
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
        temporary.unlink()
    value = path.read_text(encoding="ascii")
    if len(value) < length:
        raise InsecureSettingsError(f"{path} is damaged: remove it to have a new one made")
    return value
