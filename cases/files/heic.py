"""HEIC pictures: kept as they are, but for where and with what they were taken, which is blanked in place."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from cases.files.limits import MB, Unfit

BOXES = {b"ftyp", b"meta", b"mdat", b"free", b"skip"}
PICTURES = {b"hvc1", b"grid", b"iden", b"iovl", b"tmap"}  # items of any other type tell about the picture
IN_THE_FILE, BESIDE = 0, 1
LONGEST_META = MB
AS_JPEG = (
    "is a HEIC picture whose location cannot be taken out. Send it as a JPEG: on an iPhone choose Settings, Camera, "
    "Formats, Most Compatible, and take the picture again, or send a screenshot of it"
)


class Reader(io.BytesIO):
    """Numbers from bytes, big end first."""

    def number(self, size: int) -> int:
        read = self.read(size)
        if len(read) < size:
            raise EOFError
        return int.from_bytes(read, "big")


def clean_heic(content: BinaryIO) -> BinaryIO:
    """The picture with everything blanked that only tells about it. Raises Unfit when that cannot be found."""
    content.seek(0)
    whole = content.read()
    try:
        blanks = [blank for start, end in _metas(whole) for blank in _blanks(whole[start:end], start)]
    except (EOFError, KeyError, IndexError) as error:
        raise Unfit(AS_JPEG) from error
    kept = bytearray(whole)
    for start, length in blanks:
        if not 0 < length <= len(whole) - start:
            raise Unfit(AS_JPEG)
        kept[start : start + length] = bytes(length)
    return io.BytesIO(kept)


def _metas(whole: bytes) -> Iterator[tuple[int, int]]:
    """Where the boxes that describe the picture begin and end; a box nobody knows could say anything."""
    for kind, start, end in _boxes(whole):
        if kind not in BOXES or (kind == b"meta" and end - start > LONGEST_META):
            raise KeyError(kind)
        if kind == b"meta":
            yield start + 4, end


def _boxes(part: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start, end) of the boxes one after another: `start` is where what they hold begins."""
    at = 0
    while at < len(part):
        head = Reader(part[at : at + 16])
        size, kind, begins = head.number(4), head.read(4), 8
        if size == 1:
            size, begins = head.number(8), 16
        end = at + size if size else len(part)
        if not begins <= end - at <= len(part) - at:
            raise EOFError
        yield kind, at + begins, end
        at = end


def _blanks(meta: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """(start, length) in the file of every piece of an item that is no picture."""
    boxes = {kind: (start, end) for kind, start, end in _boxes(meta)}
    if b"iloc" not in boxes:
        return
    telling = {item for item, kind in _items(meta[slice(*boxes[b"iinf"])]) if kind not in PICTURES}
    for item, way, pieces in _places(meta[slice(*boxes[b"iloc"])]):
        if item in telling:
            base = {IN_THE_FILE: 0, BESIDE: offset + boxes.get(b"idat", (0, 0))[0]}[way]
            yield from ((base + start, length) for start, length in pieces)


def _items(part: bytes) -> Iterator[tuple[int, bytes]]:
    """(number, type) of each item."""
    begins = 6 if part[0] == 0 else 8
    for _, start, end in _boxes(part[begins:]):
        entry = Reader(part[begins:][start:end])
        version = entry.number(4) >> 24
        item = entry.number(2 if version < 3 else 4)
        entry.number(2)
        yield item, entry.read(4)


def _places(part: bytes) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """(number, way, [(start, length)]) of each item."""
    table = Reader(part)
    version, sizes = table.number(4) >> 24, table.number(2)
    of_offset, of_length, of_base, of_index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if not of_offset or not of_length:
        raise KeyError("pieces without a place")  # a table of them could go on without end
    wide = 2 if version < 2 else 4
    for _ in range(table.number(wide)):
        item = table.number(wide)
        way = table.number(2) & 15 if version else IN_THE_FILE
        if table.number(2):
            raise KeyError("kept in another file")
        base, pieces = table.number(of_base), []
        for _ in range(table.number(2)):
            table.number(of_index if version else 0)
            pieces.append((base + table.number(of_offset), table.number(of_length)))
        yield item, way, pieces
