from django.urls import path

from restrictions.views import issue, lookup, notices

app_name = "restrictions"

urlpatterns = [
    path("cases/<str:reference>/issue/", issue.issue, name="issue"),
    path("cases/<str:reference>/issued/", issue.issued, name="issued"),
    path("cases/<str:reference>/issued/sheet/", issue.sheet, name="sheet"),
    path("restrictions/<str:reference>/told/", notices.told, name="told"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("lookup/", lookup.lookup, name="lookup"),
]
