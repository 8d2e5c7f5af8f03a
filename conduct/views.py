"""How a page carries out an act: once, as the signed-in user, with every refusal told and recorded."""

import hashlib

from django.apps import apps
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect

from conduct.audit import canonical
from conduct.guards import declared
from conduct.lifecycle import Refused
from conduct.models import Event, SentForm
from conduct.recording import Stale
from conduct.words import NOT_SENT

CHANGED = (
    "Somebody else changed this while you had it open. Your words are still here: look at the page again, then send."
)


def fetch(queryset, **lookup):
    """The one row of a queryset already narrowed to what the person may see. Raises Http404 otherwise."""
    if any("\0" in str(value) for value in lookup.values()):
        raise Http404  # PostgreSQL cannot even ask for it
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
    if getattr(request, "words_not_sent", False):
        form.add_error(None, NOT_SENT)
        return None
    nonce = form.cleaned_data.pop("nonce", "")
    body = _digest_of(form, act)
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
        return _refuse(
            request, form, None, ["This form was already sent with other words. Open the page again to send a new one."]
        )
    return redirect(earlier.result)


def _refuse(request, form, act, reasons):
    for reason in reasons:
        form.add_error(None, reason)
    name = act.__name__.replace("_", " ") if act else "send the form again"
    request.seen.append((Event.Kind.REFUSAL, "act.refused", None, {"act": name, "reasons": " ".join(reasons)}))
    return


def _digest_of(form, act):
    """What was sent, apart from the token that proves where it came from."""
    fields = form.data.lists() if hasattr(form.data, "lists") else form.data.items()
    sent = sorted((name, values) for name, values in fields if name != "csrfmiddlewaretoken")
    return hashlib.sha256(canonical([act.__name__, sent]).encode("utf-8", "surrogatepass")).hexdigest()


def _because(error):
    """The sentence of the guard or constraint that refused; the database's own words are never shown."""
    told = str(error)
    for guard in declared():
        if f"{guard.name}: {guard.because}" in told:
            return guard.because
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name in told and constraint.violation_error_message:
                return str(constraint.violation_error_message)
    return "The record does not allow this. Open the page again to see why."
