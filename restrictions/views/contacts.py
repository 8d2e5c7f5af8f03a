"""Contacts: the desk of who is the named contact, one form to log in seconds, and the next step for what was found."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case, Customer
from conduct.models import Role
from conduct.paging import page_of
from conduct.registry import WorkRow
from conduct.templatetags.dates import full_date
from conduct.views import carry_out, fetch, seen
from restrictions import catalog
from restrictions.actions import contact as acts
from restrictions.forms import contact as forms
from restrictions.models import Contact
from restrictions.models.contact import Found
from restrictions.policy import contact as policy
from restrictions.policy.breach import bound_at
from restrictions.policy.lens import lens_of

NEWEST = ("-happened_at", "-pk")
MOST = 10
READ_ALL = (Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)


def address_of(contact):
    return reverse("restrictions:contact", args=[contact.pk])


@require_safe
def contacts(request):
    """The desk: whose named contact this person is, what waits for a step, and what was logged lately."""
    if request.user.is_outside_reviewer:
        raise Http404
    mine = policy.named_for(request.user, at=request.at, on=request.today)
    found = Contact.objects.visible_to(request.user).with_people()
    page = page_of(found, NEWEST, request)
    seen(request, "contact.listed")
    waiting = found.to_follow().order_by("logged_at", "pk")[:MOST]
    shown = {"named": [(term, _title(term.restriction)) for term in mine], "waiting": waiting, "page": page}
    return render(request, "restrictions/contacts.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def log(request, reference):
    """Log a contact: how, about what, and what was looked for and found."""
    customer = _dealt_with(request, reference)
    terms = policy.terms_to_measure_by(customer, at=request.at, on=request.today)
    titles = {one.pk: _title(one) for one in terms}
    known = {"happened_at": request.at}
    form = forms.LogContactForm(request.POST or None, restrictions=terms, titles=titles, initial=known)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.log_contact, then=address_of, customer=customer)
        if response:
            return response
    seen(request, "customer.viewed", customer)
    page = {"customer": customer, "form": form, "titles": list(titles.values())}
    return render(request, "restrictions/contact_log.html", page)


@require_safe
def contact(request, pk):
    """One contact, and the next step for each thing found in it."""
    found = _visible(request, pk)
    steps = {step.found: step for step in found.steps.all()}
    page = {
        "contact": found,
        "finds": [(one, steps.get(one)) for one in found.found],
        "may_follow": policy.may_log(request.user, found.customer, on=request.today),
        "may_open": Customer.objects.visible_to(request.user).contains(found.customer),
        "cases": Case.objects.worked_on_by(request.user).of_group(found.customer).order_by("-opened_at")[:3],
        "letters": policy.letters_to_answer(found.customer, request.user),
        "breach_of": _breach_of(found, request),
        "takes_measure": request.organization.interim_measures,
    }
    return render(request, "restrictions/contact.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request, pk, found):
    """Write down what was done about one thing found in a contact."""
    one = _visible(request, pk)
    if found not in one.found or not policy.may_log(request.user, one.customer, on=request.today):
        raise Http404
    form = forms.FollowContactForm(request.POST or None, reports=policy.reports_about(one.customer, request.user))
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request, form, acts.follow_contact, then=lambda step: address_of(one), contact=one, found=found
        )
        if response:
            return response
    page = {"contact": one, "form": form, "find": Found(found)}
    page["against"] = [] if found in one.open_finds else ["What was done about this is written down already."]
    return render(request, "restrictions/contact_follow.html", page)


def contacts_to_follow(user, now):
    """Home: contacts in which something was found that nobody took a step for, the oldest first."""
    waiting = Contact.objects.visible_to(user).to_follow().with_people().order_by("logged_at", "pk")[: now.most]
    return [
        WorkRow(
            one.about,
            address_of(one),
            f"{one.customer.head} · {one.get_channel_display()}, {full_date(one.happened_on)}",
            one.happened_on,
            ("stop" if set(one.open_finds) & set(policy.AT_ONCE) else "wait", one.open_finds[0].label),
            reference=f"Contact {one.pk}",
        )
        for one in waiting
    ]


def lens_beside(customer, request):
    """The page of a customer: how often, and with whom."""
    user = request.user
    plot = lens_of(customer, user, on=request.today, calendar=request.calendar)
    return {"template": "restrictions/_lens.html", "plot": plot, "partly": not user.access.holds(*READ_ALL)}


def _breach_of(contact, request):
    """The restriction a contact outside of its terms can be noted as a breach of, today."""
    one = contact.restriction if contact.kept_terms == Contact.Kept.NO else None
    return one if one and bound_at(one, request.at, at=request.at, calendar=request.calendar) else None


def _title(restriction):
    return catalog.MEASURE[restriction.measure].title


def _dealt_with(request, reference):
    """The customer, for who deals with them; for everybody else there is no such page."""
    customer = fetch(Customer.objects.select_related("merged_into"), reference=reference)
    if not policy.may_log(request.user, customer, on=request.today):
        raise Http404
    return customer


def _visible(request, pk):
    found = fetch(Contact.objects.visible_to(request.user).with_people(), pk=pk)
    seen(request, "contact.viewed", found)
    return found
