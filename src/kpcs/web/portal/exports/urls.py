"""Addresses of the export desk."""

from django.urls import path

from kpcs.web.portal.exports import drafting, views

PAGES = [
    path("exports/", views.cases, name="exports-desk"),
    path("exports/list.csv", views.download, name="exports-download"),
    path("exports/new/", drafting.start, name="exports-new"),
    path("exports/<str:reference>/", views.case, name="exports-case"),
    path("exports/<str:reference>/acts/", views.timeline, name="exports-timeline"),
    path("exports/<str:reference>/pre-advice.pdf", views.pre_advice, name="exports-pre-advice"),
    path("exports/<str:reference>/application/", drafting.draft, name="exports-draft"),
    path("exports/<str:reference>/application/<slug:section>/", drafting.section, name="exports-section"),
    path("exports/<str:reference>/<slug:act>/", views.act, name="exports-act"),
]
