from django.urls import path

from .views import acts, keeping, managing, mine, one

app_name = "agreements"

urlpatterns = [
    path("", mine.home, name="home"),
    path("ask/", mine.ask, name="ask"),
    path("in-confidence/", mine.confide, name="confide"),
    path("in-confidence/<int:confidence_id>/", mine.confided, name="confided"),
    path("in-confidence/<int:confidence_id>/erase/", mine.take_back, name="take_back"),
    path("requests/", managing.requests, name="requests"),
    path("requests/approve/", managing.approve_many, name="approve_many"),
    path("impose/", managing.impose, name="impose"),
    path("in-force.xlsx", managing.export, name="export"),
    path("wishes/<int:request_id>/", managing.answer_wish, name="answer_wish"),
    path("appeals/<int:appeal_id>/", managing.answer_appeal, name="answer_appeal"),
    path("workplaces/", keeping.workplaces, name="workplaces"),
    path("workplaces/<int:workplace_id>/check/", keeping.check, name="check"),
    path("charters/", keeping.charters, name="charters"),
    path("charters/write/", keeping.write, name="write_charter"),
    path("charters/practice/", keeping.practice, name="practice"),
    path("<int:agreement_id>/", one.one, name="agreement"),
    path("<int:agreement_id>/paper/", one.paper, name="paper"),
    path("<int:agreement_id>/withdraw/", one.withdraw, name="withdraw"),
    path("<int:agreement_id>/workplace/", one.workplace, name="workplace"),
    path("<int:agreement_id>/charter/", one.charter, name="charter"),
    path("<int:agreement_id>/wish/", one.wish, name="wish"),
    path("<int:agreement_id>/wish/<int:request_id>/withdraw/", one.unwish, name="unwish"),
    path("<int:agreement_id>/appeal/", one.appeal, name="appeal"),
    path("<int:agreement_id>/days/", one.days, name="days"),
    path("<int:agreement_id>/<slug:what>/", acts.act, name="act"),
]
