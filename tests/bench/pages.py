"""What does each main page cost in an office of some size? CPU milliseconds of the web process, and questions asked.

    .venv/bin/python -m tests.bench.pages            on SQLite, or on the PostgreSQL of DATABASE_URL
    .venv/bin/python -m tests.bench.pages --keep     measure again what was filled last time

It makes a test database of its own, fills it with some 5,000 customers, 2,000 cases and 20,000 events, and opens every
page through the whole stack of a web process, without the test client and its copies of every context.
"""

import os
import statistics
import sys
import time
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduct.settings")
os.environ.setdefault("LOG_LEVEL", "CRITICAL")
django.setup()

import time_machine  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402

from cases.models import Case, ContactPoint, Customer, IncidentReport  # noqa: E402
from conduct.models import Event, User  # noqa: E402
from restrictions.models import Decision, Restriction, Review, Standing  # noqa: E402
from tests.bench import office  # noqa: E402
from tests.factories import NOW, TODAY  # noqa: E402

TIMES = 15


def main(*chosen):
    keep = "--keep" in chosen
    wanted = [one for one in chosen if not one.startswith("--")]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEBUG = False
    connection.settings_dict["TEST"]["MIGRATE"] = False
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"/tmp/bench-{os.getuid()}.sqlite3"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=keep)
    if not User.objects.exists():
        office.fill()
    with time_machine.travel(NOW, tick=False):
        say(size())
        show(wanted)
    if not keep:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def size():
    counted = {Customer: "customers", Case: "cases", Event: "events", Standing: "restrictions in the look-up"}
    return ", ".join(f"{model.objects.count():,} {words}" for model, words in counted.items())


def show(wanted):
    say(f"{'page':40} {'CPU p50':>8} {'least':>7} {'wall':>7} {'asks':>5} {'KiB':>5}")
    for name, who, address, posted in pages():
        if wanted and not any(one in name for one in wanted):
            continue
        told = measured(Visitor(who), address, posted)
        say(f"{name:40} {told.cpu:8.1f} {told.least:7.1f} {told.wall:7.1f} {told.asked:5} {told.size:5.0f}")


def pages():
    """(name, who opens it, address, what is posted) of the pages people open all day."""
    people = {name: User.objects.get(email=f"{name}@example.com") for name in ["emil", "sam", "dana", "april", "ada"]}
    emil, sam, dana, april, ada = people.values()
    decided = Decision.objects.filter(issued_at__isnull=False).latest("pk")
    reviewed = Review.objects.written_by(dana.on(TODAY)).open().latest("pk")
    waiting = Decision.objects.visible_to(dana).to_issue().latest("pk")
    restriction, customer = Restriction.objects.filter(decision=decided).latest("pk"), decided.customer
    bound = ContactPoint.objects.filter(customer__in=Standing.objects.filter(is_bound=True).values("customer"))
    email, free = bound.latest("pk"), Customer.objects.latest("pk")
    yield from ((f"home, {who}", one, "/", None) for who, one in people.items())
    yield "customers", sam, "/people/", None
    yield "customers, a word", sam, "/people/", {"q": "lindgren"}
    yield "customers, nobody", sam, "/people/", {"q": "zzyzx"}
    yield "customer", dana, f"/people/{customer.reference}/", None
    yield "cases", dana, "/cases/", None
    yield "case", dana, f"/cases/{decided.case.reference}/", None
    yield "matter", sam, f"/cases/{decided.case.reference}/matter/", None
    yield "triage queue", sam, "/triage/", None
    report = IncidentReport.objects.awaiting_triage().filter(department__name="Sales").latest("pk")
    yield "triage", sam, f"/triage/{report.reference}/", None
    yield "my reports", emil, "/reports/", None
    yield "new report", emil, "/report/new/", None
    yield "review", dana, f"/cases/{reviewed.case.reference}/review/", None
    yield "issue", dana, f"/cases/{waiting.case.reference}/issue/", None
    yield "register", dana, "/register/", None
    yield "register, a word", dana, "/register/?q=lindgren", None
    yield "register, nobody", dana, "/register/?q=zzyzx", None
    yield "register, in place", dana, "/register/?state=in_place", None
    yield "register, others", dana, "/register/others/", None
    yield "breaches", dana, "/register/breaches/", None
    yield "interim", dana, "/register/interim/", None
    yield "restriction", dana, f"/restrictions/{restriction.reference}/", None
    yield "told", dana, f"/restrictions/{restriction.reference}/told/", None
    yield "notices", sam, "/notices/", None
    yield "requests", sam, "/requests/", None
    yield "appeals", april, "/appeals/", None
    yield "look-up, page", emil, "/lookup/", None
    yield "look-up, stop by e-mail", emil, "/lookup/", {"q": email.value}
    yield "look-up, name of one bound", emil, "/lookup/", {"q": email.customer.name}
    yield "look-up, name of one free", emil, "/lookup/", {"q": free.name}
    yield "look-up, nobody", emil, "/lookup/", {"q": "Qwertz Xylo"}
    yield "audit, newest", ada, "/admin/conduct/event/", None


class Visitor:
    """Somebody's browser: a session, and the way into the web process."""

    handler = None

    def __init__(self, user):
        client = office.sign_in(user)
        self.token = _get_new_csrf_string()
        cookies = {settings.CSRF_COOKIE_NAME: self.token}
        cookies |= {name: morsel.value for name, morsel in client.cookies.items()}
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if Visitor.handler is None:
            Visitor.handler = WSGIHandler()

    def open(self, address, posted=None):
        path, _, query = address.partition("?")
        body = urlencode(posted | {"csrfmiddlewaretoken": self.token}).encode() if posted else b""
        told = {}
        environ = {
            "REQUEST_METHOD": "POST" if posted else "GET", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "HTTP_COOKIE": self.cookies, "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost",
        }  # fmt: skip
        response = self.handler(environ, lambda status, headers: told.update(status=status))
        content = b"".join(response)
        response.close()
        if not told["status"].startswith("200"):
            raise RuntimeError(f"{address}: {told['status']}")
        return content


def measured(visitor, address, posted):
    connection.force_debug_cursor = True
    visitor.open(address, posted)
    reset_queries()
    content = visitor.open(address, posted)
    asked = len(connection.queries)
    connection.force_debug_cursor = False
    reset_queries()
    cpu, wall = [], []
    for _ in range(TIMES):
        begun, started = time.process_time(), time.perf_counter()
        visitor.open(address, posted)
        cpu.append((time.process_time() - begun) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    cpu.sort()
    return SimpleNamespace(
        cpu=statistics.median(cpu), least=cpu[0], wall=statistics.median(wall), asked=asked, size=len(content) / 1024
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
