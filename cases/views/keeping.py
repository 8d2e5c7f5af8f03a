"""Words kept while a long page is typed: saved by themselves, shown again, and never over what another window saved."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from cases.models import Clash, KeptForm
from conduct.words import words_kept

NOT_WORDS = {"csrfmiddlewaretoken", "nonce", "saves", "go"}
CLASH = "Not saved: another window saved this page. Save this one to see both"


def keep(request, page):
    """The save two seconds after typing stops: answers with the time, or says that another window saved."""
    try:
        held = KeptForm.objects.on(page, request.user).keep(_typed(request), made_from=_saves(request), at=request.at)
    except Clash:
        return HttpResponse(CLASH, status=409)
    return render(request, "cases/_report_saved.html", {"saved_at": held.saved_at, "saves": held.saves})


def shown(request, form, page):
    """What the page says about kept words; an opened form shows them again, also those sent without a sign-in."""
    held = KeptForm.objects.on(page, request.user)
    sent = words_kept(request) if request.method == "GET" else None
    if sent or (held.words and not form.is_bound):
        form.show_again_as(sent or _query(held.words))
    words = {"saves": held.saves, "saved_at": held.saved_at}
    return words | {"is_signed_out": bool(sent), "is_kept": bool(held.words) and not form.is_bound}


def clash_of(request, form, page):
    """(what it is, as kept, as sent) where another window of this person kept other words than this one sends."""
    held = KeptForm.objects.on(page, request.user)
    if not held.words or held.saves == _saves(request) or held.words == _typed(request):
        return []
    kept = _query(held.words)
    pairs = [(one, one.field.widget.value_from_datadict(kept, {}, one.html_name)) for one in form if not one.is_hidden]
    return [
        (one.label, _said(one, theirs), _said(one, one.data))
        for one, theirs in pairs
        if (theirs or "") != (one.data or "")
    ]


def done(request, page):
    """The page was sent."""
    KeptForm.objects.done(page, request.user)


def _said(bound, value):
    """A typed value in the words of its choices."""
    labels = {str(key): str(label) for key, label in getattr(bound.field, "choices", ())}
    several = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in several if one not in (None, "", False))


def _typed(request):
    return {name: values for name, values in request.POST.lists() if name not in NOT_WORDS}


def _saves(request):
    typed = request.POST.get("saves", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _query(words):
    posted = QueryDict(mutable=True)
    for name, values in words.items():
        posted.setlist(name, values)
    return posted
