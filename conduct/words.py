"""Words sent without a sign-in, or with a form key from before the last one: they wait, and are shown again, unsent.

They are kept for whoever last signed in with this browser, and shown to nobody else. Chosen files cannot be kept.
"""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.views.csrf import csrf_failure

KEPT = "words_to_show_again"
SALT = "who uses this browser"
MOST = 200_000  # characters of one page, more than all its limits together
NOT_SENT = "You were signed out, so this was not sent. Your words are here: look, then send again. Choose files again."


class WordsMiddleware:
    """Keep what is sent without a sign-in, and show it again on the very page it was sent from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and _writer(request) != request.user.pk:
            _remember(response, request.user)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method == "POST" and not request.user.is_authenticated and getattr(view, "login_required", True):
            _keep(request)
        if request.method == "GET" and request.user.is_authenticated and not getattr(view, "takes_words", False):
            posted = words_kept(request)
            return _shown_again(request, posted, view, args, kwargs) if posted else None
        return None


def takes_words(view):
    """A view that shows kept words by itself."""
    view.takes_words = True
    return view


def words_kept(request):
    """What this person sent from this very page before signing in, once; nothing otherwise."""
    kept = request.session.get(KEPT)
    if not kept or (kept["writer"], kept["path"]) != (request.user.pk, request.get_full_path()):
        return None
    del request.session[KEPT]
    posted = QueryDict(mutable=True)
    for name, values in kept["posted"].items():
        posted.setlist(name, values)
    return posted


def refused_key(request, reason=""):
    """A form key from before the last sign-in: the same person's words are shown again. Anything else is refused."""
    ours = request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    if ours and request.user.is_authenticated and not request.htmx and _keep(request):
        return redirect(request.get_full_path())
    return csrf_failure(request, reason=reason)


def _shown_again(request, posted, view, args, kwargs):
    """The page as if it had been sent, with nothing done; or nothing, where the page has no form for the words."""
    if request.FILES:  # none in a GET; asked for before the words take the place of what was sent
        return None
    request.method, request.POST, request.words_not_sent = "POST", posted, True
    try:
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            transaction.set_rollback(True)
    except Http404:
        response = None
    if response and response.status_code == 200 and not response.streaming and "Content-Disposition" not in response:
        return response
    request.method, request.POST, request.words_not_sent, request.seen = "GET", QueryDict(), False, []
    return None


def _keep(request):
    """Keep the words of the form in the session. Returns whether there was anything to keep, and for whom."""
    posted = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    secret = request.resolver_match.app_name == "admin" or any("password" in name for name in posted)
    fits = sum(len(value) for values in posted.values() for value in values) <= MOST
    writer = None if secret or request.htmx else _writer(request)
    if writer and fits:
        request.session[KEPT] = {"writer": writer, "path": request.get_full_path(), "posted": posted}
    return bool(writer and fits)


def _writer(request):
    try:
        return signing.loads(request.COOKIES.get(settings.WRITER_COOKIE_NAME, ""), salt=SALT)
    except signing.BadSignature:
        return None


def _remember(response, user):
    response.set_cookie(
        settings.WRITER_COOKIE_NAME,
        signing.dumps(user.pk, salt=SALT),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
