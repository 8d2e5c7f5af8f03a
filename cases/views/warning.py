from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse

from cases.actions import warning as acts
from cases.forms import warning as forms
from cases.models import Answer
from cases.policy import warning as policy
from cases.views.case import address_of, page_of_case, workable
from conduct import letters
from conduct.views import carry_out, fetch


def warning(request, reference):
    """Write a warning: our words, the letter as it would be sent, and what still stands against it."""
    case = workable(request, reference)
    form = forms.WarningForm(request.POST or None, initial={"ways": ["post"]})
    said = dict.fromkeys(("conduct", "why", "change_asked"), "") | {"ways": ["post"]}
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in said}
        if "issue" in request.POST:
            response = carry_out(
                request,
                form,
                acts.issue_warning,
                then=lambda issued: reverse("cases:letter", args=[issued.letter_id]),
                case=case,
            )
            if response:
                messages.success(request, "The warning is issued")
                return response
    return render(request, "cases/warning.html", _about(request, case, form, said))


def _about(request, case, form, said):
    """The preview, what is missing in it, and what stands against the warning itself."""
    settings = {"by": request.user, "on": request.today, "organization": request.organization}
    against = list(policy.reasons_not_to_warn(case, **said, **settings))
    begin = list(policy.reasons_not_to_begin(case, **settings))
    told_to_refer = any("Refer the case" in reason for reason in begin)
    preview = acts.preview_warning(case, **said, **settings, calendar=request.calendar)
    return {
        "case": case,
        "form": form,
        "refer": address_of("restrictions:refer", case.reference) if told_to_refer else "",
        "months": request.organization.warning_months,
        "against": begin,
        "missing": against or preview.missing,
        "html": letters.render_html(preview.blocks, title="Warning, as it would be sent"),
    }


def dispute(request, pk):
    """A customer disputes the facts of a warning: another director looks again and decides."""
    answer = fetch(Answer.objects.visible_to(request.user).disputes().with_letter(), pk=pk)
    case = workable(request, answer.case.reference)
    form = forms.DisputeForm(request.POST or None, initial={"ways": ["post"]})
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.decide_dispute, then=lambda decided: page_of_case(case), answer=answer)
        if response:
            messages.success(request, "The dispute is decided, and the customer is written to")
            return response
    against = policy.reasons_not_to_decide_dispute(
        answer, findings="-", reasons="-", ways=["hand"], by=request.user, on=request.today
    )
    context = {"case": case, "answer": answer, "warning": answer.letter.warning, "form": form, "against": list(against)}
    return render(request, "cases/warning_dispute.html", context)
