"""Addresses of the pages. Every page of a desk has a name in the namespace ``portal``."""

from django.urls import include, path
from django.views.i18n import set_language

from kpcs.web.portal import home, register, signing_in
from kpcs.web.portal.certificates import urls as certificates
from kpcs.web.portal.exports import urls as exports
from kpcs.web.portal.imports import urls as imports

PAGES = [
    path("", home.front, name="home"),
    path("participants/", register.participants, name="participants"),
    *imports.PAGES,
    *exports.PAGES,
    *certificates.PAGES,
]

urlpatterns = [
    path("", include((PAGES, "portal"))),
    path("account/", include(signing_in.PAGES)),
    path("language/", set_language, name="set_language"),
]
