"""A step sent after the sign-in ran out: the words wait in the session, and are there again after signing in.

They are kept only for the person the page was made for, and shown only to them. Chosen files cannot be kept this way.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing

KEPT = "words_before_signing_in"
SALT = "who writes this report"
MOST = 200_000  # characters of one step, more than all its limits together
A_DAY = 24 * 3600


def writer_of(user):
    """A mark for the page that says whose words it sends, and that nobody else can make."""
    return signing.dumps(user.pk, salt=SALT)


def words_survive_signing_out(view):
    """A view that asks for the sign-in itself, and keeps what was sent without one."""

    @login_not_required
    @wraps(view)
    def asking(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep(request)
        return redirect_to_login(request.get_full_path())

    return asking


def words_kept(request):
    """What this person sent from this very page before signing in, once; nothing otherwise."""
    kept = request.session.get(KEPT)
    if not kept or (kept["writer"], kept["path"]) != (request.user.pk, request.path):
        return None
    del request.session[KEPT]
    return kept["posted"]


def _keep(request):
    try:
        writer = signing.loads(request.POST.get("writer", ""), salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        return
    posted = {name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", "writer")}
    if sum(len(value) for values in posted.values() for value in values) <= MOST:
        request.session[KEPT] = {"writer": writer, "path": request.path, "posted": posted}
