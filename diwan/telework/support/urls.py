from django.urls import path

from .views import campaigns, courses, guides, helping

app_name = "support"
urlpatterns = [
    path("help/", helping.mine, name="mine"),
    path("help/new/", helping.new, name="new"),
    path("help/<int:request_id>/", helping.help_, name="help"),
    path("help/<int:request_id>/write/", helping.write, name="write"),
    path("help/<int:request_id>/take/", helping.take, name="take"),
    path("help/<int:request_id>/give/", helping.give, name="give"),
    path("help/<int:request_id>/solve/", helping.solve, name="solve"),
    path("help/<int:request_id>/reopen/", helping.reopen, name="reopen"),
    path("help/<int:request_id>/rate/", helping.rate, name="rate"),
    path("desk/", helping.desk, name="desk"),
    path("desk.<str:ending>", helping.desk_file, name="desk_file"),
    path("guides/", guides.guides, name="guides"),
    path("guides/new/", guides.new, name="new_guide"),
    path("guides/adopt/", guides.adopt, name="adopt"),
    path("guides/<int:guide_id>/", guides.guide, name="guide"),
    path("guides/<int:guide_id>/acknowledge/", guides.acknowledge, name="acknowledge_guide"),
    path("guides/<int:guide_id>/change/", guides.change, name="change_guide"),
    path("courses/", courses.courses, name="courses"),
    path("courses/new/", courses.new, name="new_course"),
    path("courses/<int:course_id>/", courses.course, name="course"),
    path("courses/<int:course_id>/begin/", courses.begin, name="begin"),
    path("courses/<int:course_id>/change/", courses.change, name="change_course"),
    path("attempts/<int:attempt_id>/", courses.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/certificate/", courses.certificate, name="certificate"),
    path("trained/", courses.trained, name="trained"),
    path("trained.<str:ending>", courses.trained_file, name="trained_file"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.new, name="new_campaign"),
    path("campaigns/<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/send/", campaigns.send, name="send_campaign"),
    path("campaigns/<int:campaign_id>/acknowledge/", campaigns.acknowledge, name="acknowledge_campaign"),
    path("campaigns/<int:campaign_id>/readers.<str:ending>", campaigns.readers_file, name="readers_file"),
]
