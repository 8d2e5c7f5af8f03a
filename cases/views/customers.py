"""The people we deal with: a list, one page each, and the acts that keep their records."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string

from cases.actions import customers as acts
from cases.forms import customers as forms
from cases.life import life_of
from cases.models import Case, ContactPoint, Customer, Merge, Representative
from cases.policy import customers as policy
from conduct.forms import ConfirmForm
from conduct.models import Role
from conduct.paging import page_of
from conduct.registry import parts_of
from conduct.views import carry_out, fetch, seen

READERS = (Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)
NEWEST = ("-pk",)
FOUND = 50


def customers(request):
    """Everybody on record, newest first; a search is sent by POST, so that no name stands in an address."""
    _area(request)
    form = forms.SearchForm(request.POST or None)
    typed = form.cleaned_data["q"] if request.method == "POST" and form.is_valid() else ""
    rows = Customer.objects.visible_to(request.user).with_ways_to_reach()
    if typed:
        found = list(rows.search(typed).order_by("-pk")[:FOUND]) or [
            match.customer for match in policy.possible_matches(name=typed)
        ]
        seen(request, "customer.searched", request.user)
        return render(request, "cases/customers.html", _listed(request, form, found, typed))
    page = page_of(rows, NEWEST, request)
    seen(request, "customer.searched", request.user)
    return render(request, "cases/customers.html", _listed(request, form, page.rows, "") | {"page": page})


def customer(request, reference):
    """Who somebody is, how to reach them, and what of theirs the reader may see."""
    one = _visible(request, reference)
    seen(request, "customer.viewed", one)
    user = request.user
    context = {
        "customer": one,
        "may_change": policy.may_change(user),
        "may_list": user.access.holds(*READERS),
        "language": dict(forms.LANGUAGES).get(one.language, one.language),
        "notes": one.restricted_notes.readable_by(user).order_by("-at")[:20],
        "cases": Case.objects.visible_to(user).of_group(one).order_by("-opened_at")[:10],
        "restrictions": _of_group(one.restrictions, one, user).order_by("-pk")[:10],
        "parts": [part for path in parts_of("customer") if (part := import_string(path)(one, request))],
        "life": life_of(one, request),
        "representatives": Representative.objects.touching(one),
        "merges": Merge.objects.touching(one),
        "matches": _suggestions(one) if policy.may_change(user) else [],
    }
    return render(request, "cases/customer.html", context)


def _of_group(rows, one, user):
    """What the upper storeys hold about a customer or anybody merged with them, as far as the reader may see it."""
    return rows.model.objects.of_group(one).visible_to(user)


def new_customer(request):
    """Start a record."""
    _keeper(request)
    form = forms.NewCustomerForm(request.POST or None)
    return _act(request, form, acts.add_customer, None, "Add a customer", "Add the customer", then=_address)


def change_customer(request, reference):
    """Correct a record."""
    one = _kept(request, reference)
    names = forms.CustomerForm.base_fields
    known = {name: getattr(one, name) for name in names if name != "nonce"}
    form = forms.ChangeCustomerForm(request.POST or None, row=one, initial=known)
    return _act(request, form, acts.change_customer, one, "Change the record", "Save the record", customer=one)


def identify_customer(request, reference):
    """Say who an unknown person is."""
    one = _kept(request, reference)
    form = forms.IdentifyForm(request.POST or None)
    return _act(request, form, acts.identify_customer, one, "Who is it?", "Save the name", customer=one)


def add_name(request, reference):
    """Another name."""
    one = _kept(request, reference)
    return _act(
        request, forms.NameForm(request.POST or None), acts.add_name, one, "Add a name", "Add the name", customer=one
    )


def add_contact(request, reference):
    """Another way to reach them."""
    one = _kept(request, reference)
    form = forms.ContactForm(request.POST or None)
    return _act(request, form, acts.add_contact_point, one, "Add a phone or email", "Add it", customer=one)


def end_contact(request, reference, point):
    """A way to reach them that no longer does."""
    one = _kept(request, reference)
    point = fetch(ContactPoint.objects.select_related("customer"), pk=point, customer=one)
    heading = f"Does {point} no longer reach them?"
    return _act(request, ConfirmForm(request.POST or None), acts.end_contact_point, one, heading, "End it", point=point)


def add_representative(request, reference):
    """Who speaks for them."""
    one = _kept(request, reference)
    form = forms.RepresentativeForm(request.POST or None)
    return _act(
        request,
        form,
        acts.name_representative,
        one,
        "Who speaks for them?",
        "Save who speaks for them",
        organization=one,
    )


def end_representative(request, reference, representative):
    """Somebody who no longer speaks for them."""
    one = _kept(request, reference)
    row = fetch(Representative.objects.touching(one), pk=representative)
    heading = f"Does {row.person} no longer speak for {row.organization}?"
    return _act(
        request, ConfirmForm(request.POST or None), acts.end_representative, one, heading, "End it", representative=row
    )


def declare_tie(request, reference):
    """A member of staff who is tied to them, and so decides nothing about them."""
    one = _kept(request, reference)
    form = forms.TieForm(request.POST or None)
    return _act(request, form, acts.declare_tie, one, "Declare a tie", "Declare the tie", customer=one)


def merge_customers(request, reference):
    """Another record of the same customer; this one goes on, the other points here."""
    one = _kept(request, reference)
    form = forms.MergeForm(request.POST or None, initial={"other": request.GET.get("with", "")[:20]})
    return _act(
        request,
        form,
        acts.merge_customers,
        one,
        f"Merge another record into {one.reference}",
        "Merge the records",
        survivor=one,
    )


def undo_merge(request, reference, merge):
    """Two records that were not the same customer."""
    one = _kept(request, reference)
    merge = fetch(Merge.objects.touching(one), pk=merge)
    heading = f"Take {merge.other.reference} and {merge.survivor.reference} apart"
    return _act(
        request, forms.UndoForm(request.POST or None), acts.undo_merge, one, heading, "Take them apart", merge=merge
    )


def _act(request, form, act, one, heading, button, *, then=None, **arguments):
    """One act on a page of its own, and back to the customer."""
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=then or (lambda result: _address(one)), **arguments)
        if response:
            return response
    if one:
        seen(request, "customer.viewed", one)
    back = _address(one) if one else reverse("cases:customers")
    return render(
        request,
        "cases/customer_act.html",
        {"customer": one, "form": form, "heading": heading, "button": button, "back": back},
    )


def _area(request):
    if not request.user.access.holds(*READERS):
        raise Http404


def _keeper(request):
    if not policy.may_change(request.user):
        raise Http404


def _visible(request, reference):
    return fetch(Customer.objects.visible_to(request.user).as_read(), reference=reference)


def _kept(request, reference):
    _keeper(request)
    return _visible(request, reference)


def _address(one):
    return reverse("cases:customer", args=[one.reference])


def _listed(request, form, rows, typed):
    return {"form": form, "rows": rows, "typed": typed, "may_change": policy.may_change(request.user), "page": None}


def _suggestions(one):
    ways = [point.value for point in one.contact_points.all() if not point.ended_at]
    return policy.possible_matches(name=one.name, contact=ways, address=one.address_line_1, but=one)
