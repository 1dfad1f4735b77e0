from django.urls import path

from .views import calls, mine, team

app_name = "presence"

urlpatterns = [
    path("", mine.today, name="today"),
    path("confirm/", mine.confirm, name="confirm"),
    path("days/<str:day>/complete/", mine.complete, name="complete"),
    path("weeks/", mine.weeks, name="weeks"),
    path("weeks.xlsx", mine.weeks_table, name="weeks_table"),
    path("weeks/<str:first>/", mine.week, name="week"),
    path("weeks/<str:first>/close/", mine.close, name="close"),
    path("away/", mine.away, name="away"),
    path("away/<int:absence_id>/take-back/", mine.take_back, name="take_back"),
    path("calls/", calls.calls, name="calls"),
    path("calls.xlsx", calls.calls_table, name="calls_table"),
    path("calls/new/", calls.call, name="call"),
    path("calls/<int:call_id>/answer/", calls.answer, name="answer"),
    path("calls/<int:call_id>/decide/", calls.decide, name="decide"),
    path("team/", team.team, name="team"),
    path("team.xlsx", team.team_table, name="team_table"),
    path("team.ics", team.team_ics, name="team_ics"),
    path("team/weeks/", team.team_weeks, name="team_weeks"),
    path("team/weeks/<int:week_id>/", team.team_week, name="team_week"),
    path("team/weeks/<int:week_id>/return/", team.return_week, name="return"),
    path("team/weeks/<int:week_id>/lock/", team.lock_week, name="lock"),
]
