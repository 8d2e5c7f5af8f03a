"""Word and Excel files: zips that hold what they should, little enough of it, and no program."""

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from cases.files.limits import CHUNK, EXPANDED_LIMIT, MB, MEMBERS_LIMIT, Unfit

MAIN_PART = {"docx": re.compile(r"word/document\d*\.xml"), "xlsx": re.compile(r"xl/workbook\d*\.xml")}
TYPES_PART = "[Content_Types].xml"
END_RECORD = 22
DIRECTORY_LIMIT = MB
ENCRYPTED = 0x1
PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
PROGRAMS = (b"MZ", b"\x7fELF", OLD_OFFICE, b"#!")
XML_PARTS = (".xml", ".rels", ".vml")
ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
OVERLAP = 16

DAMAGED = "is damaged. Open it, save it again and choose the new file"
TOO_MUCH = f"holds more than {EXPANDED_LIMIT // MB} MB when unpacked. Save a smaller part of it, or a PDF"
HOLDS_A_FILE = "holds another file inside. Take that out, or save it as a PDF"
HOLDS_A_PROGRAM = "holds macros or another program. Save it without them, or as a PDF"
LOCKED = "is protected by a password. Save it without one and choose it again"
LOCKED_OR_OLD = "is protected by a password or in an old format. Save it again as {extension}, without a password"


def check_office(content: BinaryIO, extension: str) -> None:
    """Raises Unfit unless the zip is whole, bounded, without macros or files inside, and what its name says."""
    content.seek(0)
    if content.read(len(OLD_OFFICE)) == OLD_OFFICE:
        raise Unfit(LOCKED_OR_OLD.format(extension=extension))
    _check_directory(content)
    try:
        with zipfile.ZipFile(content) as archive:
            _check_members(archive.infolist(), extension)
            _check_contents(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise (error if isinstance(error, Unfit) else Unfit(DAMAGED)) from error


def _check_directory(content: BinaryIO) -> None:
    # Read before the zip is opened, because opening reads the whole list of members into memory.
    content.seek(0, 2)
    content.seek(max(0, content.tell() - END_RECORD))
    end = content.read(END_RECORD)
    if len(end) < END_RECORD or not end.startswith(b"PK\x05\x06") or end[20:] != b"\0\0":
        raise Unfit(DAMAGED)
    members, directory = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    if members > MEMBERS_LIMIT or directory > DIRECTORY_LIMIT:
        raise Unfit(TOO_MUCH)


def _check_members(members: list[zipfile.ZipInfo], extension: str) -> None:
    names = [member.filename for member in members]
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Unfit(LOCKED)
    if len({name.lower() for name in names}) < len(names) or any(_is_hostile(member) for member in members):
        raise Unfit(DAMAGED)
    if TYPES_PART not in names or not any(MAIN_PART[extension].fullmatch(name) for name in names):
        raise Unfit(f"is not a whole {extension} file. Save it again as {extension}, or as a PDF")


def _is_hostile(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.replace("\\", "/").split("/")
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    is_plain = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return ".." in parts or parts[0] == "" or ":" in parts[0] or is_link or not is_plain


def _check_contents(archive: zipfile.ZipFile) -> None:
    expanded = 0
    for member in archive.infolist():
        if MACROS.search(member.filename.encode()):
            raise Unfit(HOLDS_A_PROGRAM)
        for piece in _pieces(archive, member):
            expanded += len(piece)
            if expanded > EXPANDED_LIMIT:
                raise Unfit(TOO_MUCH)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    # The size a member claims is not believed: with a larger one Python unpacks all there is and compares the checksum.
    honest = copy.copy(member)
    honest.file_size = EXPANDED_LIMIT + CHUNK
    before = b""
    with archive.open(honest) as part:
        while piece := part.read(CHUNK):
            _check_piece(member.filename, before, piece)
            before = piece[-OVERLAP:]
            yield piece


def _check_piece(name: str, before: bytes, piece: bytes) -> None:
    if not before and piece.startswith(PACKED):
        raise Unfit(HOLDS_A_FILE)
    if not before and piece.startswith(PROGRAMS):
        raise Unfit(HOLDS_A_PROGRAM)
    if name == TYPES_PART and MACROS.search(before + piece):
        raise Unfit(HOLDS_A_PROGRAM)
    if name.lower().endswith(XML_PARTS) and ENTITIES.search(before + piece):
        raise Unfit(DAMAGED)
