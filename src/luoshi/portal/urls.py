from django.urls import path
from django.views.i18n import set_language

from luoshi.registry.api import public

from .interface import interface
from .views import (
    account,
    cockpit,
    document,
    measure,
    notices,
    parameters,
    public_pages,
    scorecard,
    search,
    units,
    workbench,
)

urlpatterns = [
    path("api/", interface.urls),
    path("", account.home, name="home"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-in/demo/", account.demo_sign_in, name="demo-sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("account/", account.own_password, name="own-password"),
    path("language/", public(set_language), name="set_language"),
    path("workbench/", workbench.workbench, name="workbench"),
    path("documents/", document.documents_list, name="documents"),
    path("documents/<slug:document>/", document.living, name="document"),
    path("documents/<slug:document>/clauses/<str:clause>/", document.clause, name="clause"),
    path("documents/<slug:document>/measures/<str:measure>/", measure.measure, name="measure"),
    path("cockpit/", cockpit.cockpits, name="cockpits"),
    path("cockpit/<slug:document>/", cockpit.cockpit, name="cockpit"),
    path("units/<slug:unit>/", units.unit, name="unit"),
    path("parameters/", parameters.parameter_list, name="parameters"),
    path("parameters/<str:code>/", parameters.parameter, name="parameter"),
    path("parameters/<str:code>/set/", parameters.set_value, name="set-parameter"),
    path("parameters/<str:code>/withdraw/<int:value>/", parameters.withdraw_value, name="withdraw-parameter"),
    path("notices/", notices.notices, name="notices"),
    path("notices/count/", notices.count, name="notice-count"),
    path("notices/read/", notices.read, name="read-notices"),
    path("notices/open/<int:key>/", notices.open_notice, name="open-notice"),
    path("notices/wishes/", notices.wishes, name="notice-wishes"),
    path("calendar/<str:token>.ics", notices.calendar, name="calendar"),
    path("search/", search.search, name="search"),
    path("history/", search.history, name="history"),
    path("public/", public_pages.home, name="public"),
    path("public/<slug:document>/", public_pages.progress, name="public-document"),
    path("public/<slug:document>/progress.<slug:form>", scorecard.data, name="public-data"),
    path("public/<slug:document>/feed.xml", scorecard.feed, name="public-feed"),
    path("public/<slug:document>/text/", public_pages.text, name="public-text"),
    path("healthz/", public_pages.health, name="health"),
]
