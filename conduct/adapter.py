"""Who may have an account, and where do its mails point? Administrators make accounts; nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


class StaffAccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Check the email and the password. They do not match an account.",
        "too_many_login_attempts": "There were too many tries. Wait five minutes and try again, or reset the password.",
        "incorrect_password": "Enter the password you use now",
        "rate_limited": "There were too many tries. Wait five minutes and try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Only a place on this very host: not another allowed host, and never plain http from an https page."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_reset_password_from_key_url(self, key):
        """From BASE_URL, so that a forged Host header cannot send the secret elsewhere."""
        uidb36, _, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
