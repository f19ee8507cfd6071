"""Where the outside rings are put together: the portal's pages and the transports' endpoints."""

from django.urls import include, path

urlpatterns = [
    path("exchange/", include("kpcs.transports.urls")),
    path("", include("kpcs.web.portal.urls")),
]
