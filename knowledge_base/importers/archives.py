"""Looks at an office file before a library opens it.

xlsx and docx are zip archives of XML: a small file may unpack to gigabytes, or name entities that
read other files. Neither occurs in a file that an office program wrote.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge_base.importers.errors import PasswordProtected, UnreadableFile, UnsafeFile

OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_FILE_BYTES = 100 * 2**20
"""Largest file that is read at all."""
MAX_UNPACKED_BYTES = 400 * 2**20
"""Largest sum of an archive's members; 20,000 entries take about 60 MB."""
MAX_RATIO = 400
"""Largest expansion of one member; XML of real tables stays below 60."""
RATIO_APPLIES_BYTES = 20 * 2**20
"""Members below this size may expand as they like: a template's empty rows do."""
PROLOGUE_BYTES = 4096
DAMAGE = (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError)
"""What reading a damaged archive raises; a damaged header asks for unknown compression."""


def check_size(path: Path) -> None:
    """Refuse what is empty or too large to be a district's file.

    Raises:
        UnreadableFile: there is no such file, or it is empty.
        UnsafeFile: it is larger than `MAX_FILE_BYTES`.
    """
    if not path.is_file():
        raise UnreadableFile("文件不存在")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("文件是空的")
    if size > MAX_FILE_BYTES:
        raise UnsafeFile(f"文件过大（{size // 2**20} MB），最多 {MAX_FILE_BYTES // 2**20} MB")


def is_ole(path: Path) -> bool:
    """Whether this is a compound file: an old .xls or .doc, or an encrypted new one."""
    with path.open("rb") as stream:
        return stream.read(8) == OLE_SIGNATURE


@contextmanager
def checked_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an office file's archive once it is known to be harmless.

    Raises:
        PasswordProtected: it is encrypted.
        UnreadableFile: it is truncated or no archive.
        UnsafeFile: it unpacks to too much, or its XML declares entities.
    """
    check_size(path)
    if is_ole(path):
        raise PasswordProtected("文件有密码保护或是旧格式，请去掉密码或另存为新格式后再导入")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive)
            yield archive
    except DAMAGE as error:
        raise UnreadableFile("文件不完整或已损坏，请重新保存后再导入") from error


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise UnsafeFile("文件解压后过大，已拒绝打开")
    for member in members:
        if member.flag_bits & 1:
            raise PasswordProtected("文件有密码保护，请去掉密码后再导入")
        if (
            member.file_size > RATIO_APPLIES_BYTES
            and member.file_size > MAX_RATIO * member.compress_size
        ):
            raise UnsafeFile("文件压缩比异常，可能是压缩炸弹，已拒绝打开")
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as stream:
                if b"<!DOCTYPE" in stream.read(PROLOGUE_BYTES).upper():
                    raise UnsafeFile("文件含有外部实体声明，已拒绝打开")
