from django.urls import path

from . import views

app_name = "policy"
urlpatterns = [
    path("<slug:document>/reading.json", views.reading_json, name="reading-json"),
    path("<slug:document>/reading.akn.xml", views.reading_akn, name="reading-akn"),
]
