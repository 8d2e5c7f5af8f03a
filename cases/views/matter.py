from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse

from cases import choosing
from cases.actions import matter as acts
from cases.forms import matter as forms
from cases.models import Case, ComplainedOf, Effort, Matter
from cases.policy import matter as policy
from cases.views.case import workable
from conduct.forms import ReasonForm
from conduct.views import carry_out, fetch, seen


def page_of_matter(case, matter=None):
    return reverse("cases:matter", args=[case.reference]) + (f"?matter={matter.pk}" if matter else "")


def matter(request, reference):
    """The underlying complaint or request, what was answered, and every effort; an effort is added in one row."""
    case = fetch(Case.objects.visible_to(request.user).with_customer(), reference=reference)
    matters = list(Matter.objects.of_case(case))
    shown = next((one for one in matters if str(one.pk) == request.GET.get("matter")), matters[0] if matters else None)
    form = forms.EffortForm(request.POST or None, request.FILES or None, initial={"made_on": request.today})
    if request.method == "POST":
        workable(request, reference)
        response = form.is_valid() and carry_out(
            request,
            form,
            acts.record_effort,
            then=lambda effort: page_of_matter(case, shown) + "#efforts",
            case=case,
            matter=shown,
        )
        if response:
            return response
    seen(request, "matter.viewed", case)
    efforts = list(Effort.objects.of_case(case))
    return render(
        request, "cases/matter.html", _about(request, case, shown, efforts) | {"form": form, "matters": matters}
    )


def _about(request, case, shown, efforts):
    return {
        "case": case,
        "matter": shown,
        "efforts": efforts,
        "people": len({effort.made_by for effort in efforts}),
        "missing_properly": [*policy.complaints_without_a_matter(case), *policy.missing_for_properly(shown)],
        "missing_efforts": policy.missing_for_every_effort(efforts),
        "waiting": policy.open_matters_of(case.customer),
        "may_work": Case.objects.worked_on_by(request.user).contains(case) and not case.is_closed,
    }


def _change(request, case, shown, form, act, /, *, heading, button, said, against=(), lead="", **arguments):
    """One small page for one act on a matter, and back to it."""
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=lambda done: page_of_matter(case, shown), **arguments)
        if response:
            messages.success(request, said)
            return response
    context = {"case": case, "form": form, "against": list(against), "heading": heading, "button": button, "lead": lead}
    return render(request, "cases/matter_change.html", context | {"back": page_of_matter(case, shown)})


def _own(request, reference, pk):
    """The case this person works on, and one of its matters."""
    case = workable(request, reference)
    return case, fetch(Matter.objects.of_case(case), pk=pk)


def _form(request, kind=forms.MatterForm, **options):
    return kind(request.POST or None, standards=choosing.standards(), people=choosing.people(), **options)


def describe(request, reference):
    case = workable(request, reference)
    return _change(
        request,
        case,
        None,
        _form(request),
        acts.describe_matter,
        heading="What did the customer ask for?",
        button="Save matter",
        said="It is recorded",
        case=case,
    )


def correct(request, reference, pk):
    case, found = _own(request, reference, pk)
    known = {name: getattr(found, name) for name in forms.MatterForm.base_fields if name in found.__dict__}
    known |= {"standard": found.standard_id, "handler": found.handler_id}
    return _change(
        request,
        case,
        found,
        _form(request, forms.CorrectMatterForm, row=found, initial=known),
        acts.correct_matter,
        heading="Correct what is recorded",
        button="Save correction",
        said="It is corrected",
        lead="The record keeps what stood here before.",
        matter=found,
    )


def answer(request, reference, pk):
    case, found = _own(request, reference, pk)
    form = forms.MatterAnswerForm(request.POST or None, request.FILES or None, initial={"answered_on": request.today})
    return _change(
        request,
        case,
        found,
        form,
        acts.answer_matter,
        heading="Record an answer",
        button="Record answer",
        said="The answer is recorded",
        lead="It stays as recorded. A correction is a further answer.",
        matter=found,
    )


def close(request, reference, pk):
    case, found = _own(request, reference, pk)
    form = forms.CloseMatterForm(request.POST or None, initial={"closed_on": request.today})
    against = policy.reasons_not_to_close_matter(found, closed_on=request.today, by=request.user, on=request.today)
    return _change(
        request,
        case,
        found,
        form,
        acts.close_matter,
        heading="Close the matter",
        button="Close matter",
        said="It is closed",
        against=against,
        matter=found,
    )


def reopen(request, reference, pk):
    case, found = _own(request, reference, pk)
    against = policy.reasons_not_to_reopen_matter(found, by=request.user, on=request.today)
    return _change(
        request,
        case,
        found,
        ReasonForm(request.POST or None),
        acts.reopen_matter,
        heading="Open it again",
        button="Reopen matter",
        said="It is open again",
        against=against,
        matter=found,
    )


def complained_of(request, reference, pk):
    case, found = _own(request, reference, pk)
    form = forms.ComplainedOfForm(request.POST or None, people=choosing.people())
    return _change(
        request,
        case,
        found,
        form,
        acts.name_complained_of,
        heading="Name staff complained of",
        button="Name person",
        said="They are named",
        lead="Whoever is named here never decides the case.",
        matter=found,
    )


def end_complained_of(request, reference, pk):
    case = workable(request, reference)
    named = fetch(ComplainedOf.objects.select_related("matter", "user"), pk=pk, matter__case=case)
    return _change(
        request,
        case,
        named.matter,
        ReasonForm(request.POST or None),
        acts.end_complained_of,
        heading=f"The complaint about {named.user} ended",
        button="Record the end",
        said="It is recorded",
        lead="That the complaint was made stays in the record.",
        named=named,
    )


def reply(request, reference, pk):
    case = workable(request, reference)
    effort = fetch(Effort.objects.of_case(case), pk=pk)
    against = policy.reasons_not_to_record_reply(effort, by=request.user, on=request.today)
    return _change(
        request,
        case,
        effort.matter,
        forms.ReplyForm(request.POST or None),
        acts.record_reply,
        heading="What came back?",
        button="Record reply",
        said="It is recorded",
        against=against,
        lead=f"We offered: {effort.offered}",
        effort=effort,
    )
