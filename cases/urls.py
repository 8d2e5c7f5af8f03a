from django.urls import URLPattern, path

from cases.views.reports import filed, filing

app_name = "cases"

urlpatterns: list[URLPattern] = [
    path("report/new/", filing.new_report, name="new_report"),
    path("report/new/<str:step>/save/", filing.save_draft, name="save_new_report"),
    path("report/<int:draft>/check/", filing.check_report, name="report_check"),
    path("report/<int:draft>/sent/", filing.report_sent, name="report_sent"),
    path("report/<int:draft>/matches/", filing.matches, name="report_matches"),
    path("report/<int:draft>/files/<int:file>/remove/", filing.remove_file, name="remove_draft_file"),
    path("report/<int:draft>/<str:step>/save/", filing.save_draft, name="save_draft"),
    path("report/<int:draft>/<str:step>/", filing.report_step, name="report_step"),
    path("reports/", filed.my_reports, name="my_reports"),
    path("reports/<str:reference>/", filed.report, name="report"),
    path("reports/<str:reference>/add/", filed.add_to_report, name="add_to_report"),
    path("reports/<str:reference>/void/", filed.void_report, name="void_report"),
    path("reports/<str:reference>/void/<int:voiding>/", filed.answer_voiding, name="answer_voiding"),
    path("reports/<str:reference>/copy/", filed.copy_report, name="copy_report"),
]
