"""How a page carries out an act: once, as the signed-in user, with every refusal told and recorded."""

import hashlib

from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect

from conduct.audit import canonical
from conduct.lifecycle import Refused
from conduct.models import Event, SentForm
from conduct.recording import Stale

CHANGED = "Somebody else changed this while you had it open. Your words are still here: look at the page again, then send."


def fetch(queryset, **lookup):
    """The one row of a queryset already narrowed to what the person may see. Raises Http404 otherwise."""
    try:
        return queryset.get(**lookup)
    except (queryset.model.DoesNotExist, ValueError, OverflowError):
        raise Http404 from None


def seen(request, verb, subject=None, **facts):
    """Note that the page shows this; the middleware writes it into the reader's journal before bytes leave."""
    request.seen.append((Event.Kind.READ, verb, subject, facts))


def carry_out(request, form, act, *, then, **arguments):
    """Do the act with the form's cleaned data, as the signed-in user and now.

    Returns a redirect to `then(result)`, or None when the act was refused: the reasons are then on the form.
    A form that was already sent leads to its first result.
    """
    nonce = form.cleaned_data.pop("nonce", "")
    body = hashlib.sha256(canonical([act.__name__, sorted(arguments), sorted(form.data.items())]).encode()).hexdigest()
    try:
        with transaction.atomic():
            earlier = _sent_before(request.user, nonce)
            if earlier:
                return _first_result(request, form, earlier, body)
            result = act(**arguments, **form.cleaned_data, by=request.user, at=request.at)
            where = then(result)
            if nonce:
                SentForm.objects.create(user=request.user, nonce=nonce, body=body, result=where, at=request.at)
    except Refused as refusal:
        return _refuse(request, form, act, refusal.reasons)
    except Stale:
        return _refuse(request, form, act, [CHANGED])
    except IntegrityError as error:
        return _refuse(request, form, act, [_because(error)])
    return redirect(where)


def _sent_before(user, nonce):
    return SentForm.objects.filter(user=user, nonce=nonce).first() if nonce else None


def _first_result(request, form, earlier, body):
    if earlier.body != body:
        return _refuse(request, form, None, ["This form was already sent with other words. Open the page again to send a new one."])
    return redirect(earlier.result)


def _refuse(request, form, act, reasons):
    for reason in reasons:
        form.add_error(None, reason)
    name = act.__name__.replace("_", " ") if act else "send the form again"
    request.seen.append((Event.Kind.REFUSAL, "act.refused", None, {"act": name, "reasons": " ".join(reasons)}))
    return None


def _because(error):
    """The sentence of the guard that refused, out of the database's message."""
    text = str(error).split("\n")[0]
    return text.partition(": ")[2] if text.startswith("guard_") or ": " in text else "The record does not allow this."
