from django.urls import path

from restrictions.views import decision, issue, lookup, notices, register, requests, restriction, review

app_name = "restrictions"

urlpatterns = [
    path("cases/<str:reference>/refer/", review.refer, name="refer"),
    path("cases/<str:reference>/review/", review.review, name="review"),
    path("cases/<str:reference>/review/take/", review.take, name="take"),
    path("cases/<str:reference>/review/hand-over/", review.hand_over, name="hand_over"),
    path("cases/<str:reference>/review/ask/", review.ask, name="ask"),
    path("cases/<str:reference>/review/answer/", review.inform, name="inform"),
    path("cases/<str:reference>/review/notice/", review.notice, name="notice_of_review"),
    path("cases/<str:reference>/review/measures/", review.choose_measure, name="measures"),
    path("cases/<str:reference>/review/measures/<str:code>/", review.add_measure, name="measure"),
    path("cases/<str:reference>/review/measures/drop/<int:pk>/", review.drop_measure, name="drop_measure"),
    path("cases/<str:reference>/review/decide/<str:outcome>/", decision.decide, name="decide"),
    path("cases/<str:reference>/review/decided/", decision.decided, name="decided"),
    path("cases/<str:reference>/issue/", issue.issue, name="issue"),
    path("cases/<str:reference>/issued/", issue.issued, name="issued"),
    path("cases/<str:reference>/issued/sheet/", issue.sheet, name="sheet"),
    path("restrictions/<str:reference>/", restriction.restriction, name="restriction"),
    path("restrictions/<str:reference>/end/", restriction.end, name="end"),
    path("restrictions/<str:reference>/shorten/", restriction.shorten, name="shorten"),
    path("restrictions/<str:reference>/told/", notices.told, name="told"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:pk>/", requests.answer_request, name="request"),
    path("register/", register.register, name="register"),
    path("register/export/", register.export, name="register_export"),
    path("lookup/", lookup.lookup, name="lookup"),
]
