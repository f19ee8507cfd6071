"""The endpoints under ``/exchange/``."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
