"""The endpoints under ``/exchange/``."""

from django.urls import path

from kpcs.transports import views

urlpatterns = [
    path("inbox", views.inbox, name="exchange-inbox"),
    path("outbox/<str:recipient>", views.outbox, name="exchange-outbox"),
    path("receipts", views.receipts, name="exchange-receipts"),
]
