"""Who may have an account, and where do its mails point? Administrators make accounts; nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from conduct import audit
from conduct.actions import account
from conduct.models import Event, User

TOO_MANY = "There were too many tries. Wait five minutes and try again, or reset your password"


class StaffAccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Check the email and the password. Together they match no account",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "enter_current_password": "Enter the password you use now",
        "incorrect_password": "Enter the password you use now",
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Only a place on this very host: not another allowed host, and never plain http from an https page."""
        here = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(url, allowed_hosts=here, require_https=self.request.is_secure())

    def get_reset_password_from_key_url(self, key):
        """From BASE_URL, so that a forged Host header cannot send the secret elsewhere."""
        uidb36, _, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})

    def set_password(self, user, password):
        user.password = account.set_password(user=user, password=password, by=user, at=self.request.at).password

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """The library's own sentences about signing in and out say nothing the next page does not show."""
        if message_template == "account/messages/password_changed.txt":
            message = "Your new password is saved"
        if message:
            super().add_message(request, level, message=message)

    def post_login(self, request, user, **details):
        self.note("access.signed_in", user)
        return super().post_login(request, user, **details)

    def logout(self, request):
        if request.user.is_authenticated:
            self.note("access.signed_out", request.user)
        super().logout(request)

    def authentication_failed(self, request, **credentials):
        """Told to nobody, but written down where the account's owner and an auditor find it."""
        super().authentication_failed(request, **credentials)
        for user in User.objects.filter(email__iexact=credentials.get("email", "")):
            self.note("access.sign_in_failed", user)

    def note(self, verb, user):
        """At once, in a transaction of its own: who the request belongs to changes under it."""
        audit.record_access(verb, user, kind=Event.Kind.ACCESS, at=self.request.at)
