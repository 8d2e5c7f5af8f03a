from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from appeals.actions import lodging as acts
from appeals.forms import lodging as forms
from appeals.models import Appeal
from appeals.policy import lodging as policy
from appeals.views.desk import now_of, page_of_appeal
from cases.models import Letter
from conduct.templatetags.dates import full_date
from conduct.views import carry_out, fetch, seen
from restrictions import catalog
from restrictions.policy.letter import terms_of


def enter(request, pk):
    """Enter a customer's appeal against a letter, exactly as it came."""
    letter = fetch(Letter.objects.visible_to(request.user).with_parts(), pk=pk)
    if not hasattr(letter, "decision") or letter.kind != Letter.Kind.L4:
        raise Http404
    seen(request, "letter.viewed", letter)
    parts = [(str(one), f"{catalog.MEASURE[one.measure].title}, {one}") for one, _ in terms_of(letter.decision)]
    form = forms.LodgeForm(request.POST or None, restrictions=parts, initial={"received_at": request.at})
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request, form, acts.lodge_appeal, then=lambda appeal: after(request, appeal), letter=letter
        )
        if response:
            messages.success(request, "The appeal is entered. It now waits for somebody to hear it")
            return response
    now = now_of(request)
    against = [*policy.reasons_not_to_enter(letter.case, by=request.user, on=now.on), *policy.reasons_of_letter(letter)]
    deadline = policy.days_of(letter, received_at=request.at, now=now).deadline_on
    lead = f"The last day to appeal our letter of {full_date(letter.dated_on)} is {full_date(deadline)}."
    return render(request, "appeals/enter.html", {"letter": letter, "form": form, "against": against, "lead": lead})


def after(request, appeal):
    """Where who entered it goes on: to the appeal if they read it, otherwise back to the letter."""
    reads = Appeal.objects.visible_to(request.user).contains(appeal)
    return page_of_appeal(appeal) if reads else reverse("cases:letter", args=[appeal.letter_id])


def _say(request, reference, form_of, act, policy_of, *, heading, button, said, lead, **initial):
    """One small page for what the customer says about an appeal, open to whoever sees its case."""
    appeal = fetch(Appeal.objects.reachable_by(request.user).as_read(), reference=reference)
    seen(request, "appeal.viewed", appeal)
    form = form_of(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=lambda done: after(request, done), appeal=appeal)
        if response:
            messages.success(request, said)
            return response
    context = {
        "appeal": appeal,
        "back": after(request, appeal),
        "form": form,
        "heading": heading,
        "button": button,
        "lead": lead,
        "against": policy_of(appeal),
    }
    return render(request, "appeals/change.html", context)


def add(request, reference):
    """Add what the customer says further, a statement of who decided, or notes of a call."""
    now = now_of(request)

    def against(appeal):
        plain = {"source": "customer", "words": "-", "said_at": max(appeal.received_at, request.at)}
        return list(policy.reasons_not_to_add(appeal, **plain, by=request.user, now=now))

    return _say(
        request,
        reference,
        forms.StatementForm,
        acts.add_statement,
        against,
        heading="Add to the appeal",
        button="Add statement",
        said="It is added to the appeal",
        lead="It is kept word for word beside the appeal.",
        said_at=request.at,
        source="customer",
    )


def withdraw(request, reference):
    """Record that the customer took the appeal back."""

    def against(appeal):
        return list(policy.reasons_not_to_withdraw(appeal, words="-", by=request.user, on=request.today))

    return _say(
        request,
        reference,
        forms.WithdrawForm,
        acts.withdraw_appeal,
        against,
        heading="The customer takes the appeal back",
        button="Record withdrawal",
        said="The withdrawal is recorded",
        lead="What was decided stays, and a pause ends. They can appeal again in time.",
    )
