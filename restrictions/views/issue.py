from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case
from conduct import letters
from conduct.registry import WorkRow
from conduct.views import carry_out, fetch, seen
from restrictions.actions.issue import issue_restrictions, prepare, sheet_of
from restrictions.forms.issue import IssueForm
from restrictions.models import Decision
from restrictions.policy import issue as policy
from restrictions.policy.letter import address_today, term_in_words, terms_of


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request, reference):
    """What will be issued, what is still missing, and the letter as it will leave; then once more to confirm."""
    case = fetch(Case.objects.visible_to(request.user), reference=reference)
    decision = fetch(Decision.objects.visible_to(request.user).latest_restricting(), case=case)
    decision = policy.with_everything(decision.pk)
    changes = list(policy.changes_of_identity(decision))
    form = IssueForm(request.POST or None, initial=policy.as_the_review_said(decision), changes=" ".join(changes))
    asked = request.method == "POST" and form.is_valid()
    if asked and "confirm" in request.POST:
        response = carry_out(request, form, issue_restrictions, then=receipt_of, decision=decision)
        if response:
            return response
    seen(request, "issue.viewed", decision)
    page = shown(request, decision, form) | {"changes": changes}
    ready = asked and not form.errors and all(check.is_done for check in page["checks"])
    return render(request, "restrictions/issue_confirm.html" if ready else "restrictions/issue.html", page)


def receipt_of(decision):
    return reverse("restrictions:issued", args=[decision.case.reference])


def shown(request, decision, form):
    """The page's details, readiness and previews, all for the plan as the form has it."""
    sending = policy.sending_of(form.sending())
    prepared = prepare(
        decision, sending, by=request.user, at=request.at, organization=request.organization, calendar=request.calendar
    )
    return {
        "decision": decision,
        "case": decision.case,
        "address": address_today(decision),
        "form": form,
        "sending": sending,
        "plan": prepared.plan,
        "checks": policy.readiness(prepared, by=request.user, calendar=request.calendar, on=request.today),
        "restrictions": [(one, term, term_in_words(one, term)) for one, term in terms_of(decision)],
        "letter": letters.render_html(prepared.letter.blocks, title=f"Letter to {decision.customer_name}"),
        "sheet": letters.render_html(prepared.sheet.blocks, title=f"Appeal sheet for {decision.customer_name}"),
    }


@require_safe
def issued(request, reference):
    """The receipt: what was sent, to whom, and what happens next."""
    case = fetch(Case.objects.visible_to(request.user), reference=reference)
    decision = fetch(Decision.objects.visible_to(request.user).latest_restricting().issued(), case=case)
    seen(request, "issue.viewed", decision)
    return render(
        request,
        "restrictions/issue_receipt.html",
        {
            "decision": decision,
            "case": case,
            "restrictions": terms_of(decision),
            "notices": decision.notices.with_decision(),
            "deliveries": decision.letter.deliveries.all(),
            "today": request.today,
        },
    )


@require_safe
def sheet(request, reference):
    """The appeal sheet to print and put beside a letter that goes by mail or hand; made now, and not kept."""
    case = fetch(Case.objects.visible_to(request.user), reference=reference)
    decision = fetch(Decision.objects.visible_to(request.user).latest_restricting().issued(), case=case)
    seen(request, "issue.viewed", decision)
    composition = sheet_of(decision, organization=request.organization, calendar=request.calendar)
    page = letters.render_html(composition.blocks, title=f"Appeal sheet for {decision.customer_name}")
    return render(request, "restrictions/issue_sheet.html", {"decision": decision, "case": case, "sheet": page})


def decisions_to_issue(user, now):
    """Home: decided, and the letter has not left yet."""
    waiting = Decision.objects.visible_to(user).to_issue().with_case().order_by("decided_at", "pk")[: now.most]
    return [
        WorkRow(
            f"Issue {one.reference}",
            reverse("restrictions:issue", args=[one.case.reference]),
            str(one.customer),
            one.decided_on,
            reference=one.reference,
        )
        for one in waiting
    ]
