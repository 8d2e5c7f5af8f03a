"""The pages that belong to no app: one's account, the keys, help, and what stands when something breaks."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conduct.actions import account as acts
from conduct.actions.mail import close_message, send_message_again
from conduct.actions.people import declare_policy_read
from conduct.forms import ConfirmForm, ReasonForm
from conduct.models import OutboxMessage
from conduct.policy import reasons_not_to_send_again
from conduct.sign_in import PreferencesForm
from conduct.views import carry_out, fetch, seen


def account(request):
    """Who is signed in, in which roles, and what they chose; on a phone also the way to everything else."""
    chosen = {"theme": request.user.theme, "single_keys": request.user.single_keys}
    form = PreferencesForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.choose_preferences, then=lambda user: reverse("account"))
        if response:
            messages.success(request, "Your choices are saved")
            return response
    memberships = request.user.memberships.in_force(request.today).select_related("department").order_by("role", "pk")
    page = {
        "form": form,
        "memberships": memberships,
        "calendar_link": request.user.calendar_links.live().first(),
        "shows_health": request.user.access.holds("admin", "auditor"),
    }
    return render(request, "conduct/account.html", page)


@require_POST
def policy_read(request):
    """Keep that the signed-in person says they have read the policy."""
    declare_policy_read(by=request.user, at=request.at)
    messages.success(request, "We noted that you have read the policy")
    return redirect("account")


@require_safe
def shortcuts(request):
    return render(request, "conduct/shortcuts.html")


@require_safe
def help_page(request):
    return render(request, "conduct/help.html", {"organization": request.organization})


def message(request, pk):
    """Mail that could not be sent, for an admin: have it sent again, or close it and say why."""
    if not request.user.access.holds("admin"):
        raise Http404
    unsent = fetch(OutboxMessage.objects.failed(), pk=pk)
    seen(request, "message.viewed", unsent)
    again = "again" in request.POST
    form = (ConfirmForm if again else ReasonForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = send_message_again if again else close_message
        response = carry_out(request, form, act, then=lambda done: reverse("home"), message=unsent)
        if response:
            messages.success(request, "The message will be sent again" if again else "The message is closed")
            return response
    against = list(reasons_not_to_send_again(unsent, by=request.user, on=request.today))
    context = {"unsent": unsent, "form": form, "closing": ReasonForm() if again else form, "against": against}
    return render(request, "conduct/message.html", context)


@never_cache
@login_not_required
@require_safe
def still_signed_in(request):
    """204 while the sign-in lasts, which this visit extends; 401 after that. Asked by app.js."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT if request.user.is_authenticated else HTTPStatus.UNAUTHORIZED)


def server_error(request):
    """The page for what nobody foresaw. It asks the database nothing, because that may be what broke."""
    page = render_to_string("500.html", {"reference": getattr(request, "id", "")})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)
