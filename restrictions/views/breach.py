from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case
from conduct.models import Role
from conduct.paging import capped_count, page_of
from conduct.registry import WorkRow
from conduct.views import carry_out, fetch, seen
from restrictions import breach_list, catalog
from restrictions.actions import breach as acts
from restrictions.actions.lapse import ways_to
from restrictions.forms import breach as forms
from restrictions.models import Breach, Restriction, TermsOverlooked
from restrictions.policy import breach as policy
from restrictions.policy import breach_words as words
from restrictions.policy.force import IN_PLACE, RESERVE
from restrictions.views.taking import TakenOut, exported

READERS = (Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)
NEWEST = ("-noted_at", "-pk")


def address_of(breach):
    return reverse("restrictions:breach", args=[breach.reference])


def note_form(restrictions, request):
    """What a page shows to note a breach: an empty form, and for each restriction where it is sent and its title."""
    sent_to = [(reverse("restrictions:note_breach", args=[one.reference]), _title(one)) for one in restrictions]
    return {"form": forms.NoteBreachForm(initial={"happened_at": request.at}), "sent_to": sent_to}


def breaches_beside(restriction, state, request):
    """What the page of a restriction shows of its breaches, and where one is noted while it is in place."""
    found = restriction.breaches.with_people().order_by(*NEWEST)
    note = note_form([restriction], request) if state in (IN_PLACE, RESERVE) else None
    return {"breaches": _rows(found, request), "note": note, "may_link": request.user.access.holds(Role.DIRECTOR)}


def _rows(breaches, now):
    """Each breach with its state and the day by which it is decided; `now` is a request or a moment."""
    limits = {"calendar": now.calendar, "organization": now.organization}
    return [(one, policy.state_of_breach(one), policy.due_of(one, **limits)) for one in breaches]


def _title(restriction):
    return catalog.MEASURE[restriction.measure].title


@require_http_methods(["GET", "HEAD", "POST"])
def note(request, reference):
    """They came or called anyway: two taps, and a director hears of it."""
    if request.user.is_outside_reviewer:
        raise Http404
    restriction = fetch(Restriction.objects.with_decision(), reference=reference)
    binds = policy.bound_at(
        restriction, request.at, at=request.at, calendar=request.calendar, states=(IN_PLACE,)
    )  # a reserve is read by those who read the register alone
    reads = request.user.access.holds(*READERS)
    if request.method != "POST" and not binds and not reads:
        raise Http404  # who may only look up sees nothing of what is not in force
    form = forms.NoteBreachForm(request.POST or None, initial={"happened_at": request.at})
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request,
            form,
            acts.note_breach,
            then=lambda breach: reverse("restrictions:noted_breach", args=[breach.reference]),
            restriction=restriction,
        )
        if response:
            return response
    seen(request, "restriction.viewed", restriction)
    page = {
        "restriction": restriction,
        "form": form,
        "title": _title(restriction) if binds or reads else "",
        "due_on": policy.decide_by(request.today, calendar=request.calendar, organization=request.organization),
    }
    return render(request, "restrictions/breach_note.html", page)


@require_safe
def noted(request, reference):
    """It is noted: what to do now, and what happens next. For whoever noted it."""
    breach = fetch(Breach.objects.noted_by(request.user).with_people(), reference=reference)
    seen(request, "breach.viewed", breach)
    return render(request, "restrictions/breach_noted.html", {"breach": breach})


def _visible(request, reference):
    found = fetch(Breach.objects.visible_to(request.user).with_people(), reference=reference)
    seen(request, "breach.viewed", found)
    return found


@require_safe
def breach(request, reference):
    """One breach: what was noted, what was decided, and what can still be done."""
    found = _visible(request, reference)
    page = {
        "breach": found,
        "title": _title(found.restriction),
        "state": policy.state_of_breach(found),
        "due_on": policy.due_of(found, calendar=request.calendar, organization=request.organization),
        "decision": found.decision,
        "history": words.history_of_breach(found),
        "overlooked": TermsOverlooked.objects.readable_by(request.user).of(found),
        "reads_restriction": request.user.access.holds(*READERS),
        "reasons": list(policy.reasons_not_to_decide(found, by=request.user, on=request.today)),
        "opens_report": policy.opens(request.user, found.report),
        "directs": request.user.access.holds(Role.DIRECTOR),
        "takes_measure": request.organization.interim_measures and request.user.access.holds(Role.DIRECTOR),
    }
    return render(request, "restrictions/breach.html", page)


def _change(request, breach, form, act, against, *, heading, button, lead):
    """One small page for one act on a breach: what stands against it, the form, and back to the breach."""
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=lambda done: address_of(breach), breach=breach)
        if response:
            return response
    page = {"breach": breach, "form": form, "against": list(against), "heading": heading, "button": button}
    return render(request, "restrictions/breach_act.html", page | {"lead": lead, "title": _title(breach.restriction)})


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, reference):
    """A director decides about a breach, or looks at it again since the restriction was set aside."""
    found = _visible(request, reference)
    known = {
        "facts": words.facts_of(found, request.organization),
        "ways": [] if found.is_reopened else ways_to(found.restriction.decision),
    }
    open_to = policy.outcomes_of(found, at=request.at, on=request.today, organization=request.organization)
    form = forms.DecideBreachForm(request.POST or None, initial=known, outcomes=open_to)
    lead = "Nothing extends by itself. Anything longer or stricter needs a new review."
    if found.is_reopened:
        lead = "The restriction was set aside. The breach counts for nothing: confirm that it is not proven."
    against = policy.reasons_not_to_decide(found, by=request.user, on=request.today)
    return _change(
        request, found, form, acts.decide_breach, against,
        heading="Decide about the breach", button="Record the decision", lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def overlooked(request, reference):
    """Note that one of us did not keep to the terms either; directors alone read it."""
    if not request.user.access.holds(Role.DIRECTOR):
        raise Http404
    found = _visible(request, reference)
    against = policy.reasons_not_to_note_overlooked(found, None, by=request.user, on=request.today)
    lead = "The terms bind us as well. It accuses nobody, and only directors read it."
    return _change(
        request, found, forms.OverlookedForm(request.POST or None), acts.note_overlooked, against,
        heading="Who did not keep to the terms?", button="Note it", lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def link(request, reference):
    """Note a report that exists as a breach of a restriction."""
    own = Restriction.objects.of_cases(Case.objects.worked_on_by(request.user)).with_decision()
    restriction = fetch(own, reference=reference)
    reports = policy.linkable(restriction, request.user)
    form = forms.LinkBreachForm(request.POST or None, reports=reports)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.link_breach, then=address_of, restriction=restriction)
        if response:
            return response
    seen(request, "restriction.viewed", restriction)
    against = list(policy.reasons_not_to_work(restriction, by=request.user, on=request.today))
    page = {"restriction": restriction, "title": _title(restriction), "form": form, "against": against}
    return render(request, "restrictions/breach_link.html", page | {"some": reports.exists()})


@require_safe
def breaches(request):
    """Every breach, newest first, or those that are open (process 6)."""
    if not request.user.access.holds(*READERS):
        raise Http404
    show_open = request.GET.get("show") == "open"
    found = Breach.objects.open() if show_open else Breach.objects.all()
    page = page_of(found.with_people(), NEWEST, request)
    seen(request, "breach.listed")
    shown = {"page": page, "show_open": show_open, "count": capped_count(found)}
    rows = _rows(page.rows, request)
    return render(request, "restrictions/breaches.html", shown | {"rows": rows, "today": request.today})


@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Take the list of breaches out as a file: reason, filter and number of rows are recorded before a byte leaves."""
    if not request.user.access.holds(*READERS):
        raise Http404
    show_open = request.GET.get("show") == "open"
    found = Breach.objects.open() if show_open else Breach.objects.all()
    rows = found.with_people().order_by(*NEWEST).iterator(chunk_size=500)
    table = (breach_list.cells_of(one, request.calendar) for one in rows)
    taken = TakenOut("breaches", "breach.exported", "to be decided" if show_open else "no filter", found.count())
    return exported(request, taken, breach_list.HEADINGS, table, back="restrictions:breaches")


def breaches_to_decide(user, now):
    """Home: breaches that wait for a director, the first due first."""
    waiting = Breach.objects.visible_to(user).open().with_people().order_by("due_on", "pk")[: now.most]
    return [
        WorkRow(
            f"{one.get_how_display()}: {one.customer.head}",
            address_of(one),
            f"{one.reference}, {one.restriction}",
            due_on,
            (state.kind, state.label),
            one.reference,
        )
        for one, state, due_on in sorted(_rows(waiting, now), key=lambda row: row[2])
    ]
