from django.contrib import messages
from django.shortcuts import render

from appeals.actions import hearing as acts
from appeals.forms import hearing as forms
from appeals.policy import deciding as policy
from appeals.policy.hearing import NOBODY, officers_for, reasons_not_to_assign, suggested_for
from appeals.views.desk import heard, now_of, page_of_appeal, readable
from cases.models import Answer
from conduct.templatetags.dates import full_date
from conduct.views import carry_out, fetch, seen
from restrictions.actions.lapse import ways_to


def _change(request, appeal, form, act, *, heading, button, said, against, lead="", **arguments):
    """One small page for one act on an appeal, and back to it."""
    seen(request, "appeal.viewed", appeal)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=page_of_appeal, appeal=appeal, **arguments)
        if response:
            messages.success(request, said)
            return response
    context = {
        "appeal": appeal,
        "back": page_of_appeal(appeal),
        "form": form,
        "heading": heading,
        "button": button,
        "lead": lead,
        "against": list(against),
    }
    return render(request, "appeals/change.html", context)


def assign(request, reference):
    """Give the appeal to somebody who may hear it."""
    appeal = readable(request, reference)
    suggested = [user for user in suggested_for(appeal, on=request.today) if user.pk != appeal.officer_id]
    first = suggested[0] if suggested else None
    form = forms.AssignForm(
        request.POST or None,
        officers=officers_for(appeal, on=request.today),
        initial={"officer": first, "ways": ways_to(appeal.decision)},
    )
    against = (
        reasons_not_to_assign(appeal, first, ways=["hand"], by=request.user, on=request.today) if first else [NOBODY]
    )
    return _change(
        request,
        appeal,
        form,
        acts.assign_appeal,
        heading="Who hears this appeal?",
        button="Assign appeal",
        against=against,
        said="The appeal is assigned, and the customer is told",
        lead="Only people with no part in the case are shown.",
    )


def take_in(request, reference):
    """Find good cause for a late appeal."""
    appeal = heard(request, reference)
    form = forms.TakeInLateForm(request.POST or None)
    return _change(
        request,
        appeal,
        form,
        acts.take_in_late,
        heading="Take the late appeal in",
        button="Take appeal in",
        said="The appeal is taken in",
        lead=f"They say: {appeal.late_reason}",
        against=policy.reasons_not_to_judge_lateness(appeal, reasons="-", by=request.user, now=now_of(request)),
    )


def refuse(request, reference):
    """Find no good cause for a late appeal, and write to the customer."""
    appeal = heard(request, reference)
    form = forms.WrittenForm(request.POST or None, initial={"ways": ways_to(appeal.decision)})
    return _change(
        request,
        appeal,
        form,
        acts.refuse_late,
        heading="Do not take the late appeal in",
        button="Send the answer",
        said="The customer is written to",
        lead=f"They say: {appeal.late_reason}",
        against=policy.reasons_not_to_judge_lateness(appeal, reasons="-", by=request.user, now=now_of(request)),
    )


def extend(request, reference):
    """Take more time, once."""
    appeal = heard(request, reference)
    until = policy.extended_to(appeal, now=now_of(request))
    form = forms.ExtendForm(request.POST or None, initial={"ways": ways_to(appeal.decision)})
    return _change(
        request,
        appeal,
        form,
        acts.extend_appeal,
        heading="Take more time",
        button="Extend appeal",
        said="The appeal is extended, and the customer is told",
        lead=f"Once, to {full_date(until)}. The customer gets a letter.",
        against=policy.reasons_not_to_extend(appeal, reason="-", ways=["hand"], by=request.user, now=now_of(request)),
    )


def stay(request, reference, pk):
    """Answer a request to pause the change until the appeal is decided."""
    appeal = heard(request, reference)
    answer = fetch(policy.stays_of(appeal), pk=pk)
    form = forms.StayForm(request.POST or None, initial={"ways": ways_to(appeal.decision)})
    plain = {"outcome": Answer.Outcome.REFUSED, "reasons": "-", "ways": ["hand"]}
    no_pause = list(policy.reasons_not_to_grant(appeal))
    return _change(
        request,
        appeal,
        form,
        acts.answer_stay,
        heading="Answer the request to pause",
        button="Send the answer",
        said="The request is answered, and the customer is written to",
        answer=answer,
        lead=" ".join([f"Due {full_date(answer.due_on)}.", *no_pause]),
        against=policy.reasons_not_to_answer_stay(appeal, answer, **plain, by=request.user, now=now_of(request)),
    )
