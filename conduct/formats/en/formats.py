"""November 20, 2026 at 12:04 PM: how the admin site, which asks the locale, shows a day and a moment."""

DATE_FORMAT = "F j, Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = r"F j, Y \a\t g:i A"
