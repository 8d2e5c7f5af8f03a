from django.contrib import messages
from django.shortcuts import render
from django.views.decorators.http import require_POST

from appeals.actions.deciding import decide_appeal
from appeals.forms.deciding import DecideForm
from appeals.policy.deciding import reasons_not_to_decide, subjects_of
from appeals.preview import letters_of
from appeals.views.desk import heard, now_of, page_for, page_of_appeal
from conduct.views import carry_out, seen


@require_POST
def decide(request, reference):
    """Check the decision with its letter, and then decide: the first button writes nothing."""
    appeal = heard(request, reference)
    seen(request, "appeal.viewed", appeal)
    form = DecideForm(request.POST, grounds=appeal.ground_list, subjects=subjects_of(appeal))
    if not form.is_valid():
        return render(request, "appeals/appeal.html", page_for(request, appeal, form))
    typed = {name: form.cleaned_data[name] for name in ("findings", "outcomes", "reasons", "ways")}
    if "decide" in request.POST:
        response = carry_out(request, form, decide_appeal, then=page_of_appeal, appeal=appeal)
        if response:
            messages.success(request, "The appeal is decided. The letter leaves, and those who were told are told")
            return response
    against = list(reasons_not_to_decide(appeal, **typed, by=request.user, now=now_of(request)))
    more = {"preview": letters_of(appeal, typed, now=now_of(request)), "against": against}
    return render(request, "appeals/appeal.html", page_for(request, appeal, form, **more))
