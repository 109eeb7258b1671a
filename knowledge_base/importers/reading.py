"""Files to drafts: finds the importer for each file and keeps what went wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_base.importers.base import Draft, ImportContext, Importer, Problem
from knowledge_base.importers.errors import ImporterError, UnknownFile
from knowledge_base.importers.registry import IMPORTERS

HIDDEN = (".", "~$")
"""Files that editors and file systems leave beside the real ones."""
Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, how many there are, and the name of the current one."""


@dataclass(slots=True)
class ReadFile:
    """One file as it was read."""

    name: str
    importer: str
    """Empty where no importer took it."""
    file_hash: str
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files of folders and files, in the order of their names, without hidden ones."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            found.extend(p for p in inside if not p.name.startswith(HIDDEN))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def importer_for(path: Path) -> Importer:
    """The first importer that recognises the content.

    Raises:
        ImporterError: the file cannot be opened, or nobody recognises it.
    """
    for importer in IMPORTERS:
        if importer.accepts(path):
            return importer
    raise UnknownFile("认不出文件内容：不是目录、办事指南、政策、解读，也不是问答表")


def read_file(path: Path, context: ImportContext) -> ReadFile:
    """Read one file; where it cannot be read, nothing of it is kept but the reason."""
    if not path.is_file():
        reason = "文件不存在"
        return ReadFile(path.name, "", "", problems=[Problem(path.name, None, None, None, reason)])
    result = ReadFile(path.name, "", hashlib.sha256(path.read_bytes()).hexdigest())
    try:
        importer = importer_for(path)
        result.importer = importer.name
        for item in importer.read(path, context):
            (result.problems if isinstance(item, Problem) else result.drafts).append(item)  # type: ignore[arg-type]
    except ImporterError as error:
        result.importer = ""
        result.drafts.clear()
        result.problems = [Problem(path.name, None, None, None, str(error))]
    return result


def read_files(
    paths: Sequence[Path], context: ImportContext, progress: Progress | None = None
) -> Iterator[ReadFile]:
    """Read files in order; the second of two with one name and importer is refused."""
    seen: set[tuple[str, str]] = set()
    for number, path in enumerate(paths):
        if progress:
            progress(number, len(paths), path.name)
        result = read_file(path, context)
        identity = (result.importer, result.name)
        if result.importer and identity in seen:
            reason = "同一次导入中有两个同名文件，只取第一个；请改名后再导入"
            yield ReadFile(
                result.name,
                "",
                result.file_hash,
                problems=[Problem(path.name, None, None, None, reason)],
            )
            continue
        seen.add(identity)
        yield result
    if progress:
        progress(len(paths), len(paths), "")
