from django.urls import path

from .views import boards, plan, portfolio, problems, project, public, rolling

app_name = "projects"
urlpatterns = [
    path("", portfolio.board, name="board"),
    path("map/", portfolio.on_map, name="map"),
    path("map/data/", portfolio.map_data, name="map-data"),
    path("download/<slug:form>/", portfolio.download, name="download"),
    path("take-in/", portfolio.take_in, name="take-in"),
    path("phone/", portfolio.phone, name="phone"),
    path("public/", public.projects, name="public"),
    path("cities/", boards.boards, name="boards"),
    path("cities/<slug:code>/", boards.city, name="city"),
    path("problems/", problems.board, name="problems"),
    path("problems/<int:problem>/solve/", problems.solve, name="solve"),
    path("rolling/", rolling.plan, name="rolling"),
    path("rolling/propose/", rolling.propose, name="propose"),
    path("rolling/<int:line>/decide/", rolling.decide, name="decide"),
    path("choosing/", rolling.choosing, name="choosing"),
    path("photos/<int:photo_id>/", project.photo, name="photo"),
    path("<slug:code>/", project.project, name="project"),
    path("<slug:code>/report/", project.report, name="report"),
    path("<slug:code>/year/", project.plan_year, name="plan-year"),
    path("<slug:code>/photo/", project.add_photo, name="add-photo"),
    path("<slug:code>/problem/", problems.raise_problem, name="raise"),
    path("<slug:code>/permits/<slug:step>/<slug:act>/", project.permit_act, name="permit-act"),
    path("<slug:code>/download/<slug:form>/", project.download, name="project-download"),
    path("<slug:code>/plan/", plan.plan, name="plan"),
    path("<slug:code>/plan/draft/", plan.draft, name="plan-draft"),
    path("<slug:code>/plan/move/", plan.move, name="plan-move"),
    path("<slug:code>/plan/take-in/", plan.take_in, name="plan-take-in"),
    path("<slug:code>/plan/baseline/", plan.ask_baseline, name="plan-baseline"),
    path("<slug:code>/plan/baseline/<int:number>/", plan.decide_baseline, name="plan-decide"),
    path("<slug:code>/plan/download/<slug:form>/", plan.download, name="plan-download"),
]
