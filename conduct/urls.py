"""Which page answers at which address? The one place where all apps meet."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from conduct import home, pages, private_pages

# The admin's own sign-in knows no rate limit; send people to the product's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

admin.site.site_header = "Customer Conduct: records and settings"
admin.site.site_title = "Customer Conduct"
admin.site.index_title = "Everything on record"

to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login"))

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-up/", to_sign_in, name="account_signup"),  # the library asks for this name; nobody signs up
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("", home.home, name="home"),
    path("policy/", home.policy, name="policy"),
    path("policy/<int:number>/", home.policy, name="policy_version"),
    path("policy.pdf", home.policy_copy, name="policy_copy"),
    path("policy/<int:number>.pdf", home.policy_copy, name="policy_version_copy"),
    path("account/", pages.account, name="account"),
    path("account/policy-read/", pages.policy_read, name="policy_read"),
    path("shortcuts/", pages.shortcuts, name="shortcuts"),
    path("account/calendar/", private_pages.calendar_link, name="calendar_link"),
    path("account/calendar/revoke/", private_pages.calendar_link_revoked, name="calendar_link_revoked"),
    path("calendar/<str:token>.ics", private_pages.calendar_feed, name="calendar"),
    path("health/", private_pages.health_page, name="health"),
    path("mail/<int:pk>/", pages.message, name="message"),
    path("help/", pages.help_page, name="help"),
    path("still-signed-in/", pages.still_signed_in, name="still_signed_in"),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("", include("cases.urls")),
    path("", include("restrictions.urls")),
    path("", include("appeals.urls")),
]

handler500 = pages.server_error
