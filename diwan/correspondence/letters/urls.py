from django.urls import path

from .views import acts, directory, dossiers, letters, lists, plan, registering, signatures

app_name = "letters"
urlpatterns = [
    path("", lists.letters, name="letters"),
    path("export/", lists.export, name="export"),
    path("new/", registering.new, name="register"),
    path("known/", directory.known, name="known"),
    path("same/", directory.same, name="same"),
    path("files/plan/", plan.plan, name="plan"),
    path("files/plan/new/", plan.add, name="plan_add"),
    path("files/plan/import/", plan.import_, name="plan_import"),
    path("files/plan/<int:class_id>/", plan.class_, name="plan_class"),
    path("files/plan/<int:class_id>/move/", plan.move, name="plan_move"),
    path("files/plan/<int:class_id>/close/", plan.close, name="plan_close"),
    path("files/plan/<int:class_id>/reopen/", plan.reopen, name="plan_reopen"),
    path("files/", dossiers.dossiers, name="dossiers"),
    path("files/new/", dossiers.open_, name="dossier_open"),
    path("files/<int:dossier_id>/", dossiers.dossier, name="dossier"),
    path("files/<int:dossier_id>/change/", dossiers.change, name="dossier_change"),
    path("files/<int:dossier_id>/close/", dossiers.close, name="dossier_close"),
    path("files/<int:dossier_id>/reopen/", dossiers.reopen, name="dossier_reopen"),
    path("files/<int:dossier_id>/put/", dossiers.put, name="dossier_put"),
    path("files/<int:dossier_id>/take/<int:letter_id>/", dossiers.take, name="dossier_take"),
    path("files/<int:dossier_id>/cover/", dossiers.cover, name="dossier_cover"),
    path("<int:letter_id>/", letters.letter, name="letter"),
    path("<int:letter_id>/read/", letters.read, name="read"),
    path("<int:letter_id>/pieces/<int:file_id>/", letters.take, name="take"),
    path("<int:letter_id>/signatures/<int:file_id>/", signatures.signatures, name="signatures"),
    path("<int:letter_id>/signatures/<int:file_id>/picture/", signatures.picture, name="signatures_picture"),
    path("<int:letter_id>/signatures/<int:file_id>/report/", signatures.report, name="signatures_report"),
    path("<int:letter_id>/readings/", letters.readings, name="readings"),
    path("<int:letter_id>/readings/export/", letters.export_readings, name="export_readings"),
    path("<int:letter_id>/rectify/", acts.rectify, name="rectify"),
    path("<int:letter_id>/unlink/<int:link_id>/", acts.unlink, name="unlink"),
    *(path(f"<int:letter_id>/{act.path}/", acts.act, {"name": name}, name=name) for name, act in acts.ACTS.items()),
]
