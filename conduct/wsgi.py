"""The door for a web server. It stays shut when a check refuses: settings, or guards missing in the database."""

import os
import sys

from django.core import checks
from django.core.wsgi import get_wsgi_application

BOOT_ERROR = 3  # gunicorn stops at this exit code; any other and it would start the worker again for ever


def refuse_or(application):
    """The application, if every check passes. Otherwise says what to set and ends the process."""
    wrong = [message for message in checks.run_checks(databases=["default"]) if message.is_serious()]
    for message in wrong:
        sys.stderr.write(f"Refused to start: {message.msg}\n")
    if wrong:
        raise SystemExit(BOOT_ERROR)
    return application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduct.settings")
application = refuse_or(get_wsgi_application())
