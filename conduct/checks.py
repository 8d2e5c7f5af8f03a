"""What refuses to start? Development settings where the public can reach them, and production without its secrets."""

from pathlib import Path

from django.conf import settings
from django.core import checks

from conduct.configuration import DEVELOPMENT_KEY, LOG_LEVELS, is_time_zone

WEAKEST_KEY = 50
FEWEST_CHARACTERS = 10
FILE_MAIL = ("filebased", "console", "locmem", "dummy")


def refusals(conf=settings):
    """Plain sentences, each naming the variable to set; empty when the product may start."""
    return [*_anywhere(conf), *(_in_development(conf) if conf.DEBUG else _in_production(conf))]


def _anywhere(conf):
    if not is_time_zone(conf.NAMED_TIME_ZONE):
        yield f"TIME_ZONE is no time zone: {conf.NAMED_TIME_ZONE}. Set it to a name such as America/New_York."
    if conf.NAMED_LOG_LEVEL not in LOG_LEVELS:
        yield f"LOG_LEVEL is no level: {conf.NAMED_LOG_LEVEL}. Set it to one of {', '.join(LOG_LEVELS)}."
    kept, shown = Path(conf.MEDIA_ROOT).resolve(), [conf.STATIC_ROOT, *conf.STATICFILES_DIRS]
    if any(kept.is_relative_to(Path(one).resolve()) for one in shown):
        yield "MEDIA_ROOT lies among the files anybody can fetch. Set it to a folder outside of the static ones."


def _in_development(conf):
    if conf.BASE_URL.startswith("https:"):
        yield "BASE_URL starts with https while DEBUG is on. Set DEBUG=off for a public address."


def _in_production(conf):
    if is_weak(conf.SECRET_KEY):
        yield "SECRET_KEY is missing or weak. Set it to 50 random characters or more."
    if is_weak(conf.CODE_KEY):
        yield "CODE_KEY is missing or weak. Set it to 50 random characters or more."
    elif conf.CODE_KEY == conf.SECRET_KEY:
        yield "CODE_KEY equals SECRET_KEY. Set it to another random text: a leak of one must not give away the other."
    if not conf.ALLOWED_HOSTS or "*" in conf.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is empty or allows every host. Set it to the names this product is reached by."
    if not conf.BASE_URL.startswith("https://"):
        yield "BASE_URL is missing or not https. Set it to the public address, such as https://conduct.example.org."
    if any(kind in conf.EMAIL_BACKEND for kind in FILE_MAIL):
        yield "EMAIL_URL is missing or writes to files. Set it to a mail server, such as smtp+tls://user:password@host:587."


def is_weak(key):
    """Short, of few different characters, or one of the keys everybody can read in a source."""
    published = key == DEVELOPMENT_KEY or key.startswith("django-insecure-")
    return published or len(key) < WEAKEST_KEY or len(set(key)) < FEWEST_CHARACTERS


@checks.register(checks.Tags.security)
def settings_allow_a_start(app_configs, **kwargs):
    """Every command that checks the project stops at these, runserver and check included."""
    return [checks.Error(sentence, id=f"conduct.E{number:03}") for number, sentence in enumerate(refusals(), start=1)]
