"""All addresses. A room's own pages stand under its name; pages over all rooms are the portal's."""

from django.urls import include, path

urlpatterns = [
    path("", include("luoshi.portal.urls")),
    path("registry/", include("luoshi.registry.urls")),
    path("policy/", include("luoshi.policy.urls")),
    path("entitlements/", include("luoshi.entitlements.urls")),
    path("indicators/", include("luoshi.indicators.urls")),
    path("services/", include("luoshi.services.urls")),
    path("projects/", include("luoshi.projects.urls")),
    path("", include("luoshi.accountability.urls")),
    path("delivery/", include("luoshi.delivery.urls")),
]

handler403 = "luoshi.portal.views.errors.forbidden"
handler404 = "luoshi.portal.views.errors.not_found"
handler500 = "luoshi.portal.views.errors.server_error"
