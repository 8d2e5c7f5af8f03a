from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cases.actions import letters as acts
from cases.forms import letters as forms
from cases.models import Case, Delivery, Letter
from cases.policy import answers as answer_policy
from cases.policy import letters as policy
from conduct import letters
from conduct.models import PolicyVersion
from conduct.views import carry_out, fetch, seen

SANDBOX = "sandbox; default-src 'none'"
CHANGED = "The stored copy does not match its checksum any more. Tell an admin; the letter is not handed out."


def page_of_letter(letter):
    return reverse("cases:letter", args=[letter.pk])


def readable(request, pk):
    return fetch(Letter.objects.visible_to(request.user).with_parts(), pk=pk)


def sendable(request, pk):
    """The letter, if this person works on the case it belongs to; who only reads is refused every act (404)."""
    letter = readable(request, pk)
    if letter.case:
        fetch(Case.objects.served_by(request.user), pk=letter.case_id)
    else:
        fetch(type(letter.report).objects.triaged_by(request.user).worked_on_by(request.user), pk=letter.report_id)
    return letter


def serves(request, letter):
    try:
        return bool(sendable(request, letter.pk))
    except Http404:
        return False


@require_safe
def letter(request, pk):
    """A letter as it was sent, and how it went."""
    found = readable(request, pk)
    seen(request, "letter.viewed", found)
    context = {
        "letter": found,
        "html": letters.render_html(letters.from_json(found.blocks), title=found.title, language=found.language),
        "deliveries": found.deliveries.order_by("pk"),
        "answers": found.answers.order_by("received_at", "pk"),
        "invites": bool(answer_policy.kinds_for(found)),
        "encloses_policy": found.kind in policy.WITH_POLICY,
        "policy": PolicyVersion.objects.in_force(found.dated_on, found.written_at),
        "may_work": serves(request, found),
    }
    return render(request, "cases/letter.html", context)


@require_safe
def letter_pdf(request, pk):
    """The very bytes that were sent, checked against their hash, as a download."""
    found = readable(request, pk)
    try:
        content = found.file.read()
    except (ValueError, OSError):
        return render(request, "cases/letter_changed.html", {"letter": found, "sentence": CHANGED}, status=409)
    seen(request, "letter.downloaded", found)
    response = HttpResponse(content, content_type=found.file.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response


def _change(request, letter, form, act, /, *, heading, button, said, lead="", **arguments):
    """One small page for one act on a letter, and back to it."""
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=lambda done: page_of_letter(letter), **arguments)
        if response:
            messages.success(request, said)
            return response
    seen(request, "letter.viewed", letter)
    context = {"letter": letter, "form": form, "heading": heading, "button": button, "lead": lead}
    return render(request, "cases/letter_change.html", context)


def _delivery(request, pk):
    """One way a letter was sent, if this person works on its case."""
    delivery = fetch(Delivery.objects.select_related("letter"), pk=pk)
    return sendable(request, delivery.letter_id), delivery


def letter_sent(request, pk):
    found, delivery = _delivery(request, pk)
    form = forms.SentForm(request.POST or None, initial={"sent_at": request.at})
    return _change(
        request,
        found,
        form,
        acts.record_sent,
        heading="Record that it left",
        button="Record sending",
        said="The sending is recorded",
        lead=f"{delivery.get_method_display()}, to {delivery.sent_to}",
        delivery=delivery,
    )


def letter_returned(request, pk):
    found, delivery = _delivery(request, pk)
    form = forms.ReturnedForm(request.POST or None, initial={"returned_at": request.at})
    return _change(
        request,
        found,
        form,
        acts.record_returned,
        heading="Record that it came back",
        button="Record return",
        said="The return is recorded. Send it again another way",
        lead=f"{delivery.get_method_display()}, to {delivery.sent_to}",
        delivery=delivery,
    )


def letter_again(request, pk):
    found = sendable(request, pk)
    form = forms.SendAgainForm(request.POST or None, initial={"sent_to": found.recipient_address})
    return _change(
        request,
        found,
        form,
        acts.send_again,
        heading="Send it again another way",
        button="Send letter again",
        said="The letter goes out again",
        lead="The same letter, word for word.",
        letter=found,
    )
