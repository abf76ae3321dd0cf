from django.urls import path

from .views import boards, officers, pipeline, public

app_name = "entitlements"
urlpatterns = [
    path("", public.home, name="home"),
    path("calculations/", public.calculations, name="calculations"),
    path("calculations/<slug:entity>/", public.calculation, name="calculation"),
    path("firm/", officers.firm, name="firm"),
    path("household/", officers.household, name="household"),
    path("findings/<int:finding>/", officers.finding, name="finding"),
    path("sweeps/", boards.sweeps, name="sweeps"),
    path("sweeps/run/", boards.run, name="run"),
    path("sweeps/<slug:run>/", boards.sweep, name="sweep"),
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("pipeline/assign/", pipeline.assign, name="assign"),
    path("what-if/", boards.what_if, name="what-if"),
    path("statutes/", boards.statutes, name="statutes"),
    path("statutes/<slug:name>/", boards.statute, name="statute"),
]
