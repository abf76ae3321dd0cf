from django.urls import path

from .views import analysis, boards, indicator, stations, taking_in

app_name = "indicators"
urlpatterns = [
    path("", boards.board, name="board"),
    path("take-in/", taking_in.take_in, name="take-in"),
    path("stations/", stations.board, name="stations"),
    path("stations/take-in/<slug:medium>/", stations.take_in, name="stations-take-in"),
    path("stations/<slug:code>/", stations.station, name="station"),
    path("analyses/<slug:code>/", analysis.analysis, name="analysis"),
    path("<slug:code>/", indicator.indicator, name="indicator"),
    path("<slug:code>/enter/", indicator.enter, name="enter"),
    path("<slug:code>/proof/<str:period>/", indicator.proof, name="proof"),
    path("<slug:code>/download/<slug:form>/", indicator.download, name="download"),
]
