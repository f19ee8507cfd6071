"""Addresses of the import desk, under ``imports/``."""

from django.urls import path

from kpcs.web.portal.imports import cases, certificate, closing, desk, documents, intake, letters

PAGES = [
    path("imports/", desk.import_desk, name="imports"),
    path("imports/list.csv", desk.download, name="imports-download"),
    path("imports/check/", intake.check, name="imports-check"),
    path("imports/upload/", intake.upload, name="imports-upload"),
    path("imports/camera/", intake.camera, name="imports-camera"),
    path("imports/sighting/", intake.sighting, name="imports-sighting"),
    path("imports/numbers/<str:number>/", intake.number, name="imports-number"),
    path("imports/announce/", intake.announce, name="imports-announce"),
    path("imports/arrivals/<int:pk>/", intake.arrival, name="imports-arrival"),
    path("imports/arrivals/<int:pk>/arrived/", intake.arrived, name="imports-arrived"),
    path("imports/arrivals/<int:pk>/closed/", intake.closed, name="imports-closed"),
    path("imports/paper/", documents.paper, name="imports-paper"),
    path("imports/documents/<int:pk>/", documents.document, name="imports-document"),
    path("imports/documents/<int:pk>/amend/", documents.amend, name="imports-amend"),
    path("imports/documents/<int:pk>/open/", documents.open_case, name="imports-open"),
    path("imports/documents/<int:pk>/another/", documents.another_sheet, name="imports-another"),
    path("imports/documents/<int:pk>/again/", documents.check_again, name="imports-again"),
    path("imports/documents/<int:pk>/look/", documents.look, name="imports-look"),
    path("imports/documents/<int:pk>/ask/", documents.ask, name="imports-ask"),
    path("imports/documents/<int:pk>/answer/", documents.answer, name="imports-answer"),
    path("imports/documents/<int:pk>/unanswered/", documents.unanswered, name="imports-unanswered"),
    path("imports/documents/<int:pk>/evidence/", documents.evidence, name="imports-evidence"),
    path("imports/evidence/<int:pk>/", documents.evidence_file, name="imports-evidence-file"),
    path("imports/cases/<int:pk>/", cases.case, name="imports-case"),
    path("imports/cases/<int:pk>/certificate/", certificate.certificate, name="imports-certificate"),
    path("imports/cases/<int:pk>/decision/", closing.decision, name="imports-decision"),
    path("imports/cases/<int:pk>/disposal/", closing.disposal, name="imports-disposal"),
    path("imports/cases/<int:pk>/hold/", closing.hold, name="imports-hold"),
    path("imports/holds/<int:pk>/end/", closing.end_hold, name="imports-end-hold"),
    path("imports/cases/<int:pk>/confirmation/", closing.confirmation, name="imports-confirmation"),
    path("imports/cases/<int:pk>/confirmation.pdf", letters.confirmation, name="imports-confirmation-letter"),
    path("imports/cases/<int:pk>/confirmation/sent/", letters.confirmation_sent, name="imports-confirmation-sent"),
    path("imports/questions/<int:pk>/question.pdf", letters.question, name="imports-question-letter"),
    path("imports/questions/<int:pk>/sent/", letters.question_sent, name="imports-question-sent"),
]
