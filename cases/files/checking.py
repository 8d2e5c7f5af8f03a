"""One file against the allow-list: its name, its size, what it begins with, and what it holds."""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from cases.files.heic import clean_heic
from cases.files.limits import FILE_LIMIT, FILES_LIMIT, MB, TOGETHER_LIMIT, BadFile, Unfit, chunks
from cases.files.office import OLD_OFFICE, check_office
from cases.files.pictures import clean_picture

NAME_LIMIT = 100
NAMES_OF_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
HEAD = 4096
MARKUP = re.compile(rb"<(?:!doctype|html|head|body|svg|script|iframe|\?xml)", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
HEADERS_LIMIT = 256 * 1024
HEADER = re.compile(rb"([!-9;-~]+):")
HEADERS_OF_MAIL = {b"date", b"to", b"subject", b"received", b"message-id"}
ENCRYPTED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
OVERLAP = 64

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
STILL_BRANDS = {b"mif1", b"msf1"}
FILM_BRANDS = {
    b"isom",
    b"iso2",
    b"iso3",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"dash",
    b"MSNV",
    b"M4V ",
}
PHONE_BRANDS = {b"3gp4", b"3gp5", b"3gp6", b"3ga ", b"3gr6"}
SOUND_BRANDS = {b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"dash"}


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: `content` is what to store, from its start; `name` is safe to show."""

    kind: str
    content_type: str
    extension: str
    name: str
    content: BinaryIO
    size: int


@dataclass(frozen=True)
class Kind:
    """What one extension on the list stands for; `check` returns the content to keep if it is not the original."""

    kind: str
    content_type: str
    words: str
    begins: Callable[[bytes], bool]
    check: Callable[[BinaryIO], BinaryIO | None] = lambda content: None


def check_upload(name: str, content: BinaryIO, size: int) -> Upload:
    """The file as it may be kept. Raises BadFile with a sentence that names it and says what to do.

    `content` is a file that can be read and sought; it is read in pieces and left at its start.
    """
    shown = safe_display_name(name)
    extension = _extension(shown)
    if extension not in KINDS:
        raise BadFile(f"{shown} is not a kind of file we can keep. Choose one of these: {', '.join(KINDS)}")
    _check_size(shown, max(size, _measured(content)))
    try:
        kept = _checked(KINDS[extension], content)
    except Unfit as unfit:
        raise BadFile(f"{shown} {unfit}") from unfit
    upload_size = _measured(kept)
    kept.seek(0)
    return Upload(KINDS[extension].kind, KINDS[extension].content_type, extension, shown, kept, upload_size)


def check_together(sizes: Iterable[int]) -> None:
    """Raises BadFile if these files are too many for one report, or too large together."""
    sizes = list(sizes)
    if len(sizes) > FILES_LIMIT:
        raise BadFile(f"A report can carry {FILES_LIMIT} files. Remove {len(sizes) - FILES_LIMIT} of them")
    if sum(sizes) > TOGETHER_LIMIT:
        raise BadFile(
            f"These files are larger than {TOGETHER_LIMIT // MB} MB together. Remove one, or choose smaller ones"
        )


def safe_display_name(name: str) -> str:
    """The last part of a name without what could mislead or harm: paths, hidden characters, names of devices."""
    seen = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    last = NOT_IN_NAMES.sub("_", re.split(r"[\\/]", seen)[-1])
    last = " ".join(last.split()).strip(". ")
    if NAMES_OF_DEVICES.match(last):
        last = f"_{last}"
    stem, dot, ending = last.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: NAME_LIMIT - len(ending) - 1].rstrip('. ')}.{ending}"
    return last[:NAME_LIMIT] or "file"


def _extension(name: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return "jpg" if ending == "jpeg" else ending


def _measured(content: BinaryIO) -> int:
    content.seek(0, 2)
    return content.tell()


def _check_size(shown: str, size: int) -> None:
    if size > FILE_LIMIT:
        raise BadFile(f"{shown} is larger than {FILE_LIMIT // MB} MB. Choose a smaller file")
    if size == 0:
        raise BadFile(f"{shown} is empty. Choose a file with something in it")


def _checked(kind: Kind, content: BinaryIO) -> BinaryIO:
    content.seek(0)
    if not kind.begins(content.read(HEAD)):
        raise Unfit(f"is not {kind.words}, whatever its name says. Choose the original file")
    return kind.check(content) or content


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(beginnings)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == form


def _brand(brands: set[bytes]) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _is_heic(head: bytes) -> bool:
    also = {head[n : n + 4] for n in range(16, min(int.from_bytes(head[:4], "big"), HEAD), 4)}
    return _brand(HEIC_BRANDS)(head) or (_brand(STILL_BRANDS)(head) and not also.isdisjoint(HEIC_BRANDS))


def _is_mp3(head: bytes) -> bool:
    """A tag, or a first frame of layer III: eleven set bits, then a version, bit rate and sampling rate that exist."""
    if head.startswith(b"ID3"):
        return True
    frame = int.from_bytes(head[:3].ljust(3, b"\0"), "big")
    version, layer, bit_rate, sampling = frame >> 11 & 3, frame >> 9 & 3, frame >> 4 & 15, frame >> 2 & 3
    return frame >> 13 == 0x7FF and version != 1 and layer == 1 and bit_rate != 15 and sampling != 3


def _is_text(head: bytes) -> bool:
    return not MARKUP.search(head[:1024]) and not head.startswith((b"#!", b"%PDF-"))


def _is_mail(head: bytes) -> bool:
    return HEADER.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def _check_text(content: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in chunks(content):
            if CONTROLS.search(decoder.decode(piece)):
                raise Unfit("is not plain text. Choose the original file, or save it as a PDF")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unfit("is not plain text in UTF-8. Save it again as plain text in UTF-8, or as a PDF") from error


def _check_mail(content: BinaryIO) -> None:
    content.seek(0)
    head = content.read(HEADERS_LIMIT).removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")
    headers, blank, _ = head.partition(b"\n\n")
    # Without the blank line that ends the headers the last of them may be cut.
    lines = headers.split(b"\n")[: None if blank else -1]
    found = [HEADER.match(line) for line in lines if not line.startswith((b" ", b"\t"))]
    names = {match[1].lower() for match in found if match}
    whole = all(found) and b"from" in names and not names.isdisjoint(HEADERS_OF_MAIL)
    if not whole or any(b"\0" in piece for piece in chunks(content)):
        raise Unfit("is not an email as a mail program saves it. Save it again from there, or as a PDF")


def _check_pdf(content: BinaryIO) -> None:
    before = b""
    for piece in chunks(content):
        if ENCRYPTED_PDF.search(before + piece):
            raise Unfit("is protected by a password. Save it without one and choose it again")
        before = piece[-OVERLAP:]


def _picture(content_type: str, words: str, begins: Callable[[bytes], bool], image_format: str) -> Kind:
    return Kind("image", content_type, words, begins, partial(clean_picture, image_format=image_format))


def _office(extension: str, part: str, words: str) -> Kind:
    content_type = f"application/vnd.openxmlformats-officedocument.{part}"
    return Kind(
        "document", content_type, words, _starts(b"PK\x03\x04", OLD_OFFICE), partial(check_office, extension=extension)
    )


# The whole list of what is taken in, by extension. Nothing here can run in a browser.
KINDS = {
    "jpg": _picture("image/jpeg", "a JPEG picture", _starts(b"\xff\xd8\xff"), "JPEG"),
    "png": _picture("image/png", "a PNG picture", _starts(b"\x89PNG\r\n\x1a\n"), "PNG"),
    "webp": _picture("image/webp", "a WebP picture", _riff(b"WEBP"), "WEBP"),
    "heic": Kind("image", "image/heic", "a HEIC picture", _is_heic, clean_heic),
    "pdf": Kind("document", "application/pdf", "a PDF", _starts(b"%PDF-"), _check_pdf),
    "txt": Kind("text", "text/plain", "plain text", _is_text, _check_text),
    "eml": Kind("mail", "message/rfc822", "a saved email", _is_mail, _check_mail),
    "docx": _office("docx", "wordprocessingml.document", "a Word document"),
    "xlsx": _office("xlsx", "spreadsheetml.sheet", "an Excel workbook"),
    "mp3": Kind("audio", "audio/mpeg", "an MP3 recording", _is_mp3),
    "m4a": Kind("audio", "audio/mp4", "an M4A recording", _brand(SOUND_BRANDS | PHONE_BRANDS)),
    "wav": Kind("audio", "audio/wav", "a WAV recording", _riff(b"WAVE")),
    "mp4": Kind("video", "video/mp4", "an MP4 video", _brand(FILM_BRANDS | PHONE_BRANDS)),
}
