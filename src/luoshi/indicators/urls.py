from django.urls import path

from .views import analysis, boards, embedding, indicator, publications, stations, taking_in

app_name = "indicators"
urlpatterns = [
    path("", boards.board, name="board"),
    path("take-in/", taking_in.take_in, name="take-in"),
    path("imports/<int:key>/", taking_in.taken, name="import"),
    path("imports/<int:key>/file/", taking_in.original, name="import-file"),
    path("stations/", stations.board, name="stations"),
    path("stations/take-in/<slug:medium>/", stations.take_in, name="stations-take-in"),
    path("stations/<slug:code>/", stations.station, name="station"),
    path("publications/", publications.board, name="publications"),
    path("published/<slug:document>/", publications.published, name="public"),
    path("publications/of/<slug:document>/", publications.choose, name="choose"),
    path("publications/<int:key>/", publications.publication, name="publication"),
    path("publications/<int:key>/proof/<slug:code>/", publications.proof, name="publication-proof"),
    path("publications/<int:key>/<slug:form>/", publications.download, name="publication-download"),
    path("analyses/<slug:code>/", analysis.analysis, name="analysis"),
    path("<slug:code>/", indicator.indicator, name="indicator"),
    path("alarms/<int:key>/answer/", indicator.answer_alarm, name="answer-alarm"),
    path("<slug:code>/embed/", embedding.embed, name="embed"),
    path("<slug:code>/enter/", indicator.enter, name="enter"),
    path("<slug:code>/proof/<str:period>/", indicator.proof, name="proof"),
    path("<slug:code>/download/<slug:form>/", indicator.download, name="download"),
]
