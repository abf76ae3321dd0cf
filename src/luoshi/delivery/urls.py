from django.urls import path

from . import views
from .views import burden, foresight, papers, scores

app_name = "delivery"
urlpatterns = [
    path("", views.tasks_home, name="tasks"),
    path("evidence/<int:evidence_id>/", views.evidence, name="evidence"),
    path("<slug:document>/tasks/", views.tasks, name="task-list"),
    path("<slug:document>/report/", views.bulk_report, name="bulk-report"),
    path("<slug:document>/tasks.xlsx", views.tasks_workbook, name="task-workbook"),
    path("<slug:document>/tasks/<str:code>/", views.task, name="task"),
    path("<slug:document>/tasks/<str:code>/report/", views.report, name="report"),
    path("<slug:document>/tasks/<str:code>/draft/", views.save_draft, name="save-draft"),
    path("<slug:document>/tasks/<str:code>/sheet/", views.issue_sheet, name="issue-sheet"),
    path("<slug:document>/tasks/<str:code>/weight/", scores.weigh, name="weigh"),
    path("<slug:document>/tasks/<str:code>/<slug:act>/", views.act, name="act"),
    path("<slug:document>/burden/", burden.burden, name="burden"),
    path("<slug:document>/papers/", papers.papers, name="papers"),
    path("<slug:document>/papers/<int:key>/", papers.paper, name="paper"),
    path("<slug:document>/papers/<int:key>/issue/", papers.issue_paper, name="issue-paper"),
    path("<slug:document>/papers/<int:key>/paper.<slug:form>", papers.paper_file, name="paper-file"),
    path("<slug:document>/sheets/", views.sheets, name="sheets"),
    path("<slug:document>/sheets/<int:number>/", views.sheet, name="sheet"),
    path("<slug:document>/sheets/<int:number>/<slug:act>/", views.sheet_act, name="sheet-act"),
    path("<slug:document>/foresight/", foresight.foresight, name="foresight"),
    path("<slug:document>/scores/", scores.scores, name="scores"),
    path("<slug:document>/scores/<int:key>/", scores.score_sheet, name="score-sheet"),
    path("<slug:document>/scores/<int:key>/units/<slug:unit>/", scores.unit_score, name="unit-score"),
    path("<slug:document>/scores/<int:key>/appeal/", scores.score_appeal, name="score-appeal"),
    path("<slug:document>/scores/<int:key>/<slug:act>/", scores.score_act, name="score-act"),
    path("<slug:document>/review/", views.review_home, name="review-home"),
    path("<slug:document>/review/<str:measure>/", views.review, name="review"),
    path("<slug:document>/review/<str:measure>/issue/", views.issue, name="issue"),
    path("<slug:document>/review/<str:measure>/add/", views.add_commitment, name="add-commitment"),
    path("<slug:document>/commitments/<str:code>/", views.commitment, name="commitment"),
    path("<slug:document>/commitments/<str:code>/<slug:act>/", views.commitment_act, name="commitment-act"),
]
