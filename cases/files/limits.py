"""The limits of what is taken in, and the two ways to say no."""

from collections.abc import Iterator
from typing import BinaryIO

MB = 1024 * 1024
FILE_LIMIT = 20 * MB
FILES_LIMIT = 10
TOGETHER_LIMIT = 100 * MB
# Phones take 12 or 24 megapixels unless told otherwise. A WebP takes some eight times the memory of the others.
PIXEL_LIMITS = {"JPEG": 25_000_000, "PNG": 25_000_000, "WEBP": 4_000_000}
PICTURES = "Pictures have up to 25 megapixels, WebP up to 4"  # as the upload hints say it
EXPANDED_LIMIT = 100 * MB
MEMBERS_LIMIT = 2000
CHUNK = 64 * 1024


class BadFile(ValueError):
    """A file that is not taken in; its text names the file and says what to do."""


class Unfit(ValueError):
    """What is wrong with the content, as the end of a sentence that begins with the file's name."""


def chunks(content: BinaryIO, size: int = CHUNK) -> Iterator[bytes]:
    """The content from its start, a bounded piece at a time."""
    content.seek(0)
    while piece := content.read(size):
        yield piece
