from django.urls import path

from .views import crises, exemptions, mine, plans

app_name = "continuity"

urlpatterns = [
    path("", crises.home, name="home"),
    path("mine/", mine.mine, name="mine"),
    path("plans/begin/", plans.begin, name="begin_plan"),
    path("plans/<int:plan_id>/", plans.one, name="plan"),
    path("plans/<int:plan_id>/service/", plans.service, name="add_service"),
    path("plans/<int:plan_id>/service/<int:service_id>/", plans.service, name="service"),
    path("plans/<int:plan_id>/service/<int:service_id>/drop/", plans.drop, name="drop_service"),
    path("plans/<int:plan_id>/submit/", plans.submit, name="submit_plan"),
    path("exemptions/", exemptions.listed, name="exemptions"),
    path("exemptions/<int:exemption_id>/end/", exemptions.end, name="end_exemption"),
    path("crisis/new/", crises.new, name="new"),
    path("crisis/<int:crisis_id>/", crises.one, name="crisis"),
    path("crisis/<int:crisis_id>/plan.<str:form>", crises.exported, name="export"),
    path("crisis/<int:crisis_id>/submit/", crises.submit, name="submit"),
    path("crisis/<int:crisis_id>/withdraw/", crises.withdraw, name="withdraw"),
    path("crisis/<int:crisis_id>/return/", crises.go_back, name="return"),
]
