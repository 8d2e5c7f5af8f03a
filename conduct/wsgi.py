"""The door for a web server. It stays shut while a setting is unsafe, or the database lacks the guards it relies on."""

import os
import sys

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

from conduct import guards

BOOT_ERROR = 3  # gunicorn stops at this exit code; at any other it would start the worker again for ever


def reasons_not_to_start():
    """What every check says is wrong, in sentences; in production also what is missing in the database."""
    wrong = [message.msg for message in checks.run_checks() if message.is_serious()]
    if wrong or settings.DEBUG:
        return wrong
    try:
        guards.require_guards(connection)
    except ImproperlyConfigured as missing:
        return [str(missing)]
    finally:
        connection.close()  # a worker that is forked later opens its own
    return []


def open_the_door():
    """The application. Ends the process when there is a reason not to start."""
    application = get_wsgi_application()
    wrong = reasons_not_to_start()
    for sentence in wrong:
        sys.stderr.write(f"Refused to start: {sentence}\n")
    if wrong:
        raise SystemExit(BOOT_ERROR)
    return application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduct.settings")
application = open_the_door()
