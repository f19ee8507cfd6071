"""Addresses of our own certificates."""

from django.urls import path

from kpcs.web.portal.certificates import views

PAGES = [
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/queries/<int:query>/", views.query, name="certificates-query"),
    path("certificates/restore/", views.confirm_restore, name="certificates-restore"),
    path("certificates/<str:number>/", views.page, name="certificates-page"),
    path("certificates/<str:number>/certificate.pdf", views.paper, name="certificates-paper"),
    path("certificates/<str:number>/labels.pdf", views.labels, name="certificates-labels"),
    path("certificates/<str:number>/<slug:end>/", views.end, name="certificates-end"),
]
