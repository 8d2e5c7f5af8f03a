"""The review of a case: referred, read beside its evidence, saved as it goes."""

import json

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.models import Case
from cases.views import keeping
from conduct.forms import ConfirmForm
from conduct.views import carry_out, fetch, seen
from conduct.words import takes_words
from restrictions import catalog
from restrictions.actions import measures as measure_acts
from restrictions.actions import review as acts
from restrictions.forms.measures import MeasureForm
from restrictions.forms.review import (
    ASK,
    HandOverForm,
    InformationForm,
    NoticeForm,
    QuestionForm,
    ReferForm,
    ReviewForm,
)
from restrictions.models import DraftMeasure, Review
from restrictions.policy import measures, referral, reserve
from restrictions.policy.decision import Moment
from restrictions.policy.desk import Desk, directors_to_hand_to, known_for_measures


def now_of(request):
    """The request's moment, as policy reads it."""
    return Moment(request.at, request.today, request.organization, request.calendar)


def address(review, name="review", *arguments):
    return reverse(f"restrictions:{name}", args=[review.case.reference, *arguments])


def read(request, reference):
    """The latest review of a case, if this person may read it, and the fact that they did."""
    review = fetch(Review.objects.visible_to(request.user).latest_of_case().with_file(), case__reference=reference)
    seen(request, "review.viewed", review.case)
    return review


def refer(request, reference):
    """Refer a case to a director."""
    case = fetch(Case.objects.visible_to(request.user).with_customer(), reference=reference)
    seen(request, "case.viewed", case)
    form = ReferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request, form, acts.refer_case, then=lambda review: reverse("cases:case", args=[reference]), case=case
        )
        if response:
            return response
    reasons = list(referral.reasons_not_to_refer(case, by=request.user, on=request.today))
    return render(request, "restrictions/refer.html", {"case": case, "form": form, "reasons": reasons})


@takes_words
def review(request, reference):
    """The file and the review side by side; a POST saves it. What is typed is kept meanwhile, by itself."""
    review = read(request, reference)
    desk = Desk(review, request.user, now_of(request))
    form, page = ReviewForm(request.POST or None, review=review, off=desk.off), _kept_as(review)
    clash = keeping.clash_of(request, form, page) if form.is_bound else []
    if request.method == "POST" and form.is_valid() and not clash:
        then = _next_page(review, request.POST)
        response = carry_out(request, form, acts.save_review, then=lambda saved: then, review=review)
        if response:
            keeping.done(request, page)
            return response
    context = {"desk": desk, "review": review, "form": form, "clash": clash}
    context |= {"kept": keeping.shown(request, form, page), "theirs": form.compared()}
    form.show_again(review)
    return render(request, "restrictions/review.html", context)


@require_POST
def keep_review(request, reference):
    """What is typed in a review, kept while it is typed; nobody else sees it until it is saved."""
    reviews = Review.objects.written_by(request.user).open().latest_of_case().with_case()
    return keeping.keep(request, _kept_as(fetch(reviews, case__reference=reference)))


def _kept_as(review):
    return f"review:{review.pk}"


def _next_page(review, posted):
    """Back to the review, or on to the page of what was chosen."""
    outcome = posted.get("outcome", "")
    if "go" not in posted or not outcome:
        return address(review) + "#review"
    return address(review, "ask") if outcome == ASK else address(review, "decide", outcome)


def take(request, reference):
    """Take a review that waits for a director."""
    return _simple(request, reference, ConfirmForm(request.POST or None), acts.take_review, "Take this review")


def hand_over(request, reference):
    """Hand the case over to a director with no part in it."""
    directors = directors_to_hand_to(read(request, reference), by=request.user, on=request.today)
    form = HandOverForm(request.POST or None, directors=directors)
    return _simple(request, reference, form, acts.hand_over_review, "Hand the case over")


def ask(request, reference):
    """Ask for more information before deciding."""
    return _simple(
        request, reference, QuestionForm(request.POST or None), acts.ask_for_information, "Ask for more information"
    )


def notice(request, reference):
    """Letter L2: tell the customer what is considered, and ask for their side."""
    return _simple(
        request,
        reference,
        NoticeForm(request.POST or None),
        acts.send_notice_of_review,
        "Ask the customer for their side",
    )


def _simple(request, reference, form, act, title):
    """A page with one form and one act about a review."""
    review = read(request, reference)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=lambda result: address(review), review=review)
        if response:
            return response
    reasons = (
        list(referral.reasons_not_to_work_on(review, by=request.user, on=request.today))
        if act is not acts.hand_over_review
        else []
    )
    return render(
        request, "restrictions/review_act.html", {"review": review, "form": form, "title": title, "reasons": reasons}
    )


def inform(request, reference):
    """Answer the director's question; for who referred the case, and its department."""
    case = fetch(Case.objects.visible_to(request.user), reference=reference)
    review = fetch(Review.objects.with_case().latest_of_case(), case=case)
    seen(request, "case.viewed", case)
    form = InformationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request,
            form,
            acts.give_information,
            then=lambda done: reverse("cases:case", args=[reference]),
            review=review,
        )
        if response:
            return response
    reasons = list(referral.reasons_not_to_tell_more(review, answer="-", by=request.user, on=request.today))
    return render(request, "restrictions/review_inform.html", {"review": review, "form": form, "reasons": reasons})


def choose_measure(request, reference):
    """The catalogue, to add a measure from."""
    review = read(request, reference)
    return render(request, "restrictions/measures.html", {"review": review, "catalog": catalog.MEASURES})


def add_measure(request, reference, code):
    """One measure with its details and its end."""
    if code not in catalog.MEASURE:
        raise Http404
    review = read(request, reference)
    held, ends_on = _held(review, code, request)
    known = known_for_measures(review)
    form = MeasureForm(request.POST or None, measure=code, ends_on=ends_on, held=held, known=known)
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request,
            form,
            measure_acts.add_measure,
            then=lambda draft: address(review) + "#measures",
            review=review,
            measure=code,
        )
        if response:
            return response
    return render(
        request, "restrictions/measure.html", {"review": review, "form": form, "measure": catalog.MEASURE[code]}
    )


def _held(review, code, request):
    """The details and the last day to begin with: those of the reserve that is to be activated, where one is named."""
    reserves = reserve.held_on(review.case.customer, request.today, at=request.at)
    named = (one for one in reserves if one.restriction.reference == request.GET.get("activate"))
    if term := next((one for one in named if one.restriction.measure == code), None):
        return json.loads(term.parameters), reserve.latest_end(term, measures.begins_on(review, on=request.today))
    limits = {"organization": request.organization, "calendar": request.calendar}
    return None, measures.proposed_end(code, review, on=request.today, **limits)


def drop_measure(request, reference, pk):
    """Take a draft measure out again."""
    review = read(request, reference)
    draft = fetch(DraftMeasure.objects.select_related("review__case"), review=review, pk=pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request, form, measure_acts.drop_measure, then=lambda done: address(review) + "#measures", draft=draft
        )
        if response:
            return response
    title = f"Take {draft.measure} {catalog.MEASURE[draft.measure].title.lower()} out"
    return render(
        request, "restrictions/review_act.html", {"review": review, "form": form, "title": title, "reasons": []}
    )
