"""Pictures: opened for good, within a pixel limit, and kept without where and with what they were taken."""

import io
import struct
import threading
from typing import BinaryIO

from PIL import Image, JpegImagePlugin

from cases.files.limits import PIXEL_LIMITS, Unfit

ORIENTATION = 0x0112
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error)
TOO_MANY_PIXELS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

# An opened picture takes up to 130 MB whatever its file weighs, so a process opens one at a time.
ONE_AT_A_TIME = threading.Lock()


def clean_picture(content: BinaryIO, image_format: str) -> BinaryIO:
    """The picture written anew: its pixels, colors and which way is up, nothing else of the original bytes.

    Raises Unfit if it cannot be opened, moves, or has too many pixels.
    """
    with ONE_AT_A_TIME, _opened(content, image_format) as picture:
        kept = io.BytesIO()
        exif = Image.Exif()
        if (turned := picture.getexif().get(ORIENTATION, 1)) in range(2, 9):
            exif[ORIENTATION] = turned
        picture.save(kept, format=image_format, exif=exif.tobytes(), **_as_it_was(picture, image_format, content))
    return kept


def _opened(content: BinaryIO, image_format: str) -> Image.Image:
    content.seek(0)
    try:
        picture = Image.open(content, formats=[image_format])
        _refuse_too_many_pixels(picture, PIXEL_LIMITS[image_format])
        # A phone's depth or preview picture rides along in a second frame of a JPEG; elsewhere frames are a film.
        if image_format != "JPEG" and getattr(picture, "n_frames", 1) > 1:
            raise Unfit("is a moving picture. Choose a video, or a picture that does not move")
        picture.load()
        picture.getexif()
    except Unfit:
        raise
    except TOO_MANY_PIXELS as error:
        raise _too_many_pixels(PIXEL_LIMITS[image_format]) from error
    except BROKEN as error:
        raise Unfit("cannot be opened as a picture. Choose the original file, or take a screenshot of it") from error
    return picture


def _refuse_too_many_pixels(picture: Image.Image, limit: int) -> None:
    if picture.width * picture.height > limit:
        raise _too_many_pixels(limit)


def _too_many_pixels(limit: int) -> Unfit:
    return Unfit(f"has more than {limit // 1_000_000} megapixels. Choose a smaller picture, or send a screenshot of it")


def _as_it_was(picture: Image.Image, image_format: str, content: BinaryIO) -> dict:
    """How to write the picture so that nothing that can be seen is lost."""
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        # The same tables again cost no detail worth the name; a comment can say anything.
        sampling = JpegImagePlugin.get_sampling(picture)
        return {"qtables": picture.quantization, "subsampling": sampling, "comment": b""}
    if image_format == "WEBP":
        content.seek(0)
        exactly = b"VP8L" in content.read(4096)
        # Without loss the quality says only how long, and with how much memory, to try for a smaller file.
        return {"lossless": exactly, "quality": 0 if exactly else 95, "method": 0}
    return {"compress_level": 2}
