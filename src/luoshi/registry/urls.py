from django.urls import path

from .views import registers, users

app_name = "registry"
urlpatterns = [
    path("units/", users.units, name="units"),
    path("users/", users.users, name="users"),
    path("users/<slug:username>/", users.user, name="user"),
    path("users/<slug:username>/grant/", users.grant, name="grant"),
    path("users/<slug:username>/grant/<int:grant_id>/revoke/", users.revoke, name="revoke"),
    path("users/<slug:username>/switch/", users.switch, name="switch"),
    path("users/<slug:username>/password/", users.password, name="password"),
    path("registers/", registers.people, name="people"),
    path("registers/<slug:register>/", registers.register, name="register"),
    path("registers/<slug:register>/take-in/", registers.take_in, name="take-in"),
    path("registers/<slug:register>/take-out/", registers.take_out, name="take-out"),
    path("registers/<slug:register>/<int:entry>/", registers.entry, name="entry"),
    path("registers/<slug:register>/<int:entry>/in-full/", registers.in_full, name="in-full"),
    path("duplicates/", registers.duplicates, name="duplicates"),
    path("duplicates/<int:kept>/<int:gone>/", registers.merge, name="merge"),
]
