"""Which files a report or an effort may carry, whether one is what its name says, and what is kept of it."""

from cases.files.checking import KINDS, Upload, check_together, check_upload, safe_display_name
from cases.files.limits import FILE_LIMIT, FILES_LIMIT, PICTURES, TOGETHER_LIMIT, BadFile

__all__ = [
    "FILES_LIMIT",
    "FILE_LIMIT",
    "KINDS",
    "PICTURES",
    "TOGETHER_LIMIT",
    "BadFile",
    "Upload",
    "check_together",
    "check_upload",
    "safe_display_name",
]
