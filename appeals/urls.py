from django.urls import path

from appeals.views import appointment, deciding, desk, hearing, lodging

app_name = "appeals"

urlpatterns = [
    path("appeals/", desk.appeals, name="appeals"),
    path("appeals/letter/<int:pk>/", lodging.enter, name="enter"),
    path("appeals/<str:reference>/", desk.appeal, name="appeal"),
    path("appeals/<str:reference>/decide/", deciding.decide, name="decide"),
    path("appeals/<str:reference>/assign/", hearing.assign, name="assign"),
    path("appeals/<str:reference>/add/", lodging.add, name="add"),
    path("appeals/<str:reference>/withdraw/", lodging.withdraw, name="withdraw"),
    path("appeals/<str:reference>/late/", hearing.take_in, name="take_in"),
    path("appeals/<str:reference>/late/refuse/", hearing.refuse, name="refuse_late"),
    path("appeals/<str:reference>/extend/", hearing.extend, name="extend"),
    path("appeals/<str:reference>/pause/<int:pk>/", hearing.stay, name="stay"),
    path("cases/<str:reference>/hearer/", appointment.name, name="name_hearer"),
    path("cases/<str:reference>/hearer/<int:pk>/", appointment.agree, name="agree"),
]
