from django.urls import path

from .views import authorities, cases, catalogue, field, processes, public

app_name = "services"
urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("new/<str:code>/", cases.new, name="new"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/papers/<int:paper_id>/", cases.paper, name="paper"),
    path("cases/<str:number>/<slug:act>/", cases.case_act, name="case-act"),
    path("cases/<str:number>/steps/<int:step_id>/<slug:act>/", cases.step_act, name="step-act"),
    path("processes/", processes.processes, name="processes"),
    path("processes/<slug:code>/", processes.process, name="process"),
    path("processes/<slug:code>/diagram.bpmn", processes.diagram, name="diagram"),
    path("processes/<slug:code>/edit/", processes.edit, name="edit-process"),
    path("processes/<slug:code>/tables/<path:file>", processes.table, name="edit-table"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/upload/", catalogue.upload, name="catalogue-upload"),
    path("authorities/", authorities.authorities, name="authorities"),
    path("authorities/<str:number>/revoke/", authorities.revoke, name="authority-revoke"),
    path("catalogue.yaml", catalogue.export, name="catalogue-export"),
    path("fees/", catalogue.fees, name="fees"),
    path("documents/", catalogue.documents, name="documents"),
    path("contacts/", catalogue.contacts, name="contacts"),
    path("report/", field.report, name="report"),
    path("report/send/", field.send, name="report-send"),
    path("find/", public.find, name="find"),
    path("find/<str:code>/", public.guide, name="guide"),
    path("find/<str:code>/apply/", public.apply, name="apply"),
    path("track/", public.track, name="track"),
    path("track/rate/", public.rate, name="rate"),
    path("track/complain/", public.complain, name="complain"),
    path("windows/", public.windows, name="windows"),
    path("verify/<str:token>/", public.verify, name="verify"),
    path("certificates/<str:token>.pdf", public.certificate, name="certificate"),
]
