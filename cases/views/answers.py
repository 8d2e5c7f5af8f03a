from django.contrib import messages
from django.shortcuts import render

from cases.actions import answers as acts
from cases.forms import answers as forms
from cases.models import Answer
from cases.policy import answers as policy
from cases.views.case import page_of_case, workable
from cases.views.letters import sendable
from conduct.views import carry_out, fetch, seen


def enter(request, pk):
    """Enter what a customer answered to a letter, exactly as it came."""
    letter = sendable(request, pk)
    seen(request, "letter.viewed", letter)
    kinds = policy.kinds_for(letter)
    form = forms.AnswerForm(
        request.POST or None,
        kinds=kinds,
        initial={"received_at": request.at, "kind": kinds[0] if len(kinds) == 1 else None},
    )
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request, form, acts.enter_answer, then=lambda answer: page_of_case(letter.case), letter=letter
        )
        if response:
            messages.success(request, "The answer is entered")
            return response
    against = [] if kinds else ["This letter invites no answer."]
    return render(request, "cases/answer.html", {"letter": letter, "form": form, "against": against})


def note(request, pk):
    """Read a customer's statement, and say what follows from it."""
    answer = fetch(Answer.objects.visible_to(request.user).with_letter(), pk=pk)
    case = workable(request, answer.case.reference)
    form = forms.NoteAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.note_answer, then=lambda done: page_of_case(case), answer=answer)
        if response:
            return response
    against = list(policy.reasons_not_to_note(answer, by=request.user, on=request.today))
    return render(request, "cases/answer_note.html", {"case": case, "answer": answer, "form": form, "against": against})
