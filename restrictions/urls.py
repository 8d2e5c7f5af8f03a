from django.urls import URLPattern

app_name = "restrictions"

urlpatterns: list[URLPattern] = []
