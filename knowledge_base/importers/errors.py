"""What may be wrong with a file as a whole; what is wrong with a row is a `Problem`.

ImporterError
├── UnreadableFile       damaged or truncated
│   └── PasswordProtected
├── UnsafeFile           refused before it is opened: bombs, external entities, too large
├── UnknownFile          no importer recognises what it holds
└── GarbledText          text damaged beyond repair

Every message is Chinese: it is shown to the member of staff who brought the file.
"""

from __future__ import annotations


class ImporterError(Exception):
    """Base of what stops a whole file; nothing of it is imported."""


class UnreadableFile(ImporterError):
    """The file is damaged, truncated or not what its name says."""


class PasswordProtected(UnreadableFile):
    """The file opens only with a password."""


class UnsafeFile(ImporterError):
    """Opening the file could harm the service."""


class UnknownFile(ImporterError):
    """No importer recognises the content."""


class GarbledText(ImporterError):
    """A text that was damaged by wrong decoding and cannot be restored."""
