"""How a database address, a mail address and a log level become Django's settings."""

from zoneinfo import available_timezones

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
DEVELOPMENT_KEY = "development-only-key-that-conduct-checks-refuse-outside-of-development"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # take the write lock first; a deferred one fails at once when two writers meet
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
POSTGRESQL = {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": True}
KEPT = {"CONN_MAX_AGE": 60}  # a new connection to SQLite reads hundreds of guards before its first answer
MAIL_DEFAULTS = {"EMAIL_FILE_PATH": None, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}


def database(address, base):
    """One database of the two engines, with the options both the locks and the guards rely on."""
    if "sqlite" in address["ENGINE"]:
        name = address["NAME"]
        path = name if name == ":memory:" else base / name
        if path != ":memory:":
            path.parent.mkdir(parents=True, exist_ok=True)
        return address | KEPT | {"NAME": path, "OPTIONS": SQLITE_OPTIONS | address.get("OPTIONS", {})}
    return address | KEPT | POSTGRESQL


def is_time_zone(name):
    return name in available_timezones()


def time_zone(name):
    """The zone of that name; any other while there is none, so that conduct/checks.py can refuse in a sentence."""
    return name if is_time_zone(name) else "UTC"


LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def log_level(name):
    """The level of that name; INFO while it is none, so that conduct/checks.py can refuse in a sentence."""
    return name if name in LOG_LEVELS else "INFO"


def mail(address, base):
    """Where mail goes: a server, or files in development. A relative folder lies under the project."""
    settings = MAIL_DEFAULTS | address
    if settings["EMAIL_FILE_PATH"]:
        settings["EMAIL_FILE_PATH"] = base / settings["EMAIL_FILE_PATH"]
    return settings


def logging(level):
    """One line an event on standard error, where the service manager expects it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name} {request_id} {message}", "style": "{"}},
        "filters": {"request": {"()": "conduct.logs.NamesTheRequest"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django": {"handlers": ["stderr"], "level": level, "propagate": False}},
    }
