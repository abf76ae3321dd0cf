from django.urls import path

from . import views

app_name = "registry"
urlpatterns = [
    path("units/", views.units, name="units"),
    path("users/", views.users, name="users"),
    path("users/<slug:username>/", views.user, name="user"),
    path("users/<slug:username>/grant/", views.grant, name="grant"),
    path("users/<slug:username>/grant/<int:grant_id>/revoke/", views.revoke, name="revoke"),
    path("users/<slug:username>/switch/", views.switch, name="switch"),
    path("users/<slug:username>/password/", views.password, name="password"),
]
