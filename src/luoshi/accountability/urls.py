from django.urls import path

from . import views

app_name = "accountability"
urlpatterns = [
    path("", views.record, name="record"),
    path("verify/", views.verify_record, name="verify"),
]
