from django.urls import path

from .views import amendments, committee, programme

app_name = "evaluations"
urlpatterns = [
    path("", committee.sessions, name="sessions"),
    path("mine/", committee.mine, name="mine"),
    path("new/", committee.new_session, name="new_session"),
    path("members/new/", committee.new_member, name="new_member"),
    path("members/<int:member_id>/end/", committee.end_member, name="end_member"),
    path("sessions/<int:session_id>/", committee.session, name="session"),
    path("sessions/<int:session_id>/close/", committee.close, name="close"),
    path("sessions/<int:session_id>/minutes/", committee.write, name="write"),
    path("sessions/<int:session_id>/amendments/new/", amendments.new, name="new_amendment"),
    path("amendments/<int:amendment_id>/", amendments.amendment, name="amendment"),
    path("cases/<int:case_id>/", committee.case, name="case"),
    path("cases/<int:case_id>/opinion/", committee.act, {"what": "opinion"}, name="opinion"),
    path("cases/<int:case_id>/statement/", committee.act, {"what": "statement"}, name="statement"),
    path("cases/<int:case_id>/proposal/", committee.act, {"what": "proposal"}, name="proposal"),
    path("cases/<int:case_id>/vote/", committee.act, {"what": "vote"}, name="vote"),
    path("indicators/", programme.indicators, name="indicators"),
    path("indicators.csv", programme.table, name="csv"),
    path("report/", programme.report, name="report"),
    path("costs/new/", programme.cost, name="cost"),
    path("figures/new/", programme.new_figure, name="new_figure"),
    path("surveys/new/", programme.new_survey, name="new_survey"),
    path("surveys/<int:survey_id>/", programme.survey, name="survey"),
]
