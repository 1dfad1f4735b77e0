"""Telework is followed by declared presence and delivered work: nothing watches anybody (issue 6, B.8; SEC-9).

Fields, forms, pages and scripts are read for what a watcher needs: the place of a device, pictures of a screen or a
face, what is typed, how long a hand rests. What looks like it and is not stands below, with why.
"""

from __future__ import annotations

import re

import pytest
from django import forms
from django.apps import apps
from django.db import models

from .sources import files, our_apps, short

# Names of fields, in models and in forms.
WATCHING = re.compile(
    r"(^|_)(latitude|longitude|lat|lng|lon|geo\w*|gps|geolocation|coordinates?|whereabouts|location|position_of_device"
    r"|screen\w*|screenshots?|webcam|camera|face\w*|selfie|biometric\w*|fingerprint_of_person"
    r"|keystrokes?|keylog\w*|typed_keys|mouse\w*|clicks|scrolls?|idle\w*|inactiv\w*|active_minutes|activity_level"
    r"|ip|ip_address|remote_addr|mac_address|wifi|ssid|imei|user_agent|last_seen_at|heartbeat\w*)($|_)",
    re.I,
)
# What a browser offers to whoever watches.
IN_SCRIPTS = {
    "the place of the device": re.compile(r"geolocation|getCurrentPosition|watchPosition", re.I),
    "a picture of the screen": re.compile(r"getDisplayMedia|html2canvas|captureStream|ImageCapture"),
    "camera or microphone": re.compile(r"getUserMedia|mediaDevices|MediaRecorder"),
    "idleness": re.compile(r"IdleDetector|\bidle\w*time|inactivity", re.I),
    "what is typed": re.compile(r"\b(keydown|keyup|keypress)\b"),
    "the mouse": re.compile(r"\b(mousemove|pointermove|touchmove)\b"),
    "whether the page is looked at": re.compile(r"visibilitychange|document\.hidden|hasFocus\(\)|\bonblur\b"),
    "motion or nearness": re.compile(
        r"DeviceMotion|DeviceOrientation|Accelerometer|Gyroscope|Bluetooth|NDEFReader", re.I
    ),
    "a beacon": re.compile(r"sendBeacon"),
    "the network of the device": re.compile(r"navigator\.connection|RTCPeerConnection"),
}

# A field that is named so and watches nobody: why.
SPARED_FIELDS: dict[str, str] = {}
# A script that listens so and watches nobody: (file, what) → why.
KEYS, LOOKED = "what is typed", "whether the page is looked at"
SPARED_SCRIPTS: dict[tuple[str, str], str] = {
    (
        "diwan/portal/shell/static/shell/js/keys.js",
        KEYS,
    ): "keys of the page (J, K, ?): one key opens one thing, none is kept",
    ("diwan/portal/shell/static/shell/js/palette.js", KEYS): "arrows and Enter in the palette of pages; none is kept",
    ("diwan/portal/shell/static/shell/js/dialogs.js", KEYS): "Escape closes an open menu; none is kept",
    ("diwan/portal/joining/static/joining/js/tour.js", KEYS): "Escape leaves the tour of the page; none is kept",
    ("diwan/engines/circuits/static/circuits/js/editor.js", KEYS): "Escape leaves the form of a step; none is kept",
    (
        "diwan/correspondence/mailroom/static/mailroom/confirm.js",
        KEYS,
    ): "Enter goes to the next field of a scanned letter",
    (
        "diwan/correspondence/drafting/static/drafting/js/editor.js",
        LOOKED,
    ): "a draft is saved when its page is left, so that nothing typed is lost; no moment is sent",
    ("diwan/correspondence/parapheur/static/parapheur/reading.js", LOOKED): "a signatory's proof that each page was "
    "shown before signing: which page, not how long, and only where the circuit asks for it",
    ("diwan/engines/signing/static/signing/look.js", "the mouse"): "one's own signature is drawn by hand on a canvas",
}


def watching_fields(named) -> list[str]:
    return [name for name in named if WATCHING.search(name)]


def watching(text: str) -> list[str]:
    return [what for what, pattern in IN_SCRIPTS.items() if pattern.search(text)]


def fields_of_models() -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for config in our_apps()
        for model in config.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if watching_fields([field.name])
    ]


def subclasses(kind: type) -> set[type]:
    return {below for one in kind.__subclasses__() for below in (one, *subclasses(one))}


def fields_of_forms() -> list[str]:
    return [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in subclasses(forms.BaseForm)
        if form.__module__.startswith("diwan.")
        for name in watching_fields(getattr(form, "base_fields", {}))
    ]


def scripts() -> list:
    return [path for path in files(".js", ".html", ".mjs", under="diwan") if "vendor" not in path.parts]


def test_no_model_keeps_what_a_watcher_needs():
    assert sorted(set(fields_of_models()) - set(SPARED_FIELDS)) == []


def test_no_form_asks_for_it():
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # every view, and so every form, is loaded
    assert sorted(set(fields_of_forms()) - set(SPARED_FIELDS)) == []


def test_no_script_or_page_listens_for_it():
    found = {(short(path), what) for path in scripts() for what in watching(path.read_text())}
    assert sorted(found - set(SPARED_SCRIPTS)) == []


def test_what_is_spared_is_still_there_and_says_why():
    found = {(short(path), what) for path in scripts() for what in watching(path.read_text())}
    assert set(SPARED_SCRIPTS) <= found, "take away what no longer needs to be spared"
    assert set(SPARED_FIELDS) <= {*fields_of_models(), *fields_of_forms()}
    assert all(len(why) > 20 for why in (*SPARED_FIELDS.values(), *SPARED_SCRIPTS.values()))


@pytest.mark.parametrize(
    "name",
    [
        "latitude",
        "home_longitude",
        "gps",
        "location",
        "ip",
        "ip_address",
        "screenshot",
        "screen_capture",
        "keystrokes",
        "idle_minutes",
        "active_minutes",
        "webcam_photo",
        "mouse_moves",
        "user_agent",
        "last_seen_at",
        "geo_fence",
    ],
)
def test_a_planted_field_is_found(name):
    """In a model and in a form, as they would be written."""
    with_it = type("Planted", (forms.Form,), {name: forms.CharField(), "__module__": "diwan.planted"})
    try:
        assert f"diwan.planted.Planted.{name}" in fields_of_forms()
    finally:
        del with_it
    assert watching_fields([models.CharField(name=name).name])


@pytest.mark.parametrize("name", ["day", "said_at", "relocated", "description", "clip", "shipping", "lattice", "first"])
def test_an_innocent_name_is_not(name):
    assert not watching_fields([name])


@pytest.mark.parametrize(
    "line",
    [
        "navigator.geolocation.getCurrentPosition(send)",
        "await navigator.mediaDevices.getDisplayMedia()",
        "navigator.mediaDevices.getUserMedia({ video: true })",
        "new IdleDetector().start()",
        "document.addEventListener('keydown', (e) => log.push(e.key))",
        "document.addEventListener('visibilitychange', measure)",
        "addEventListener('mousemove', alive)",
        "navigator.sendBeacon('/seen/')",
    ],
)
def test_a_planted_script_is_found(tmp_path, line):
    planted = tmp_path / "planted.js"
    planted.write_text(f"// a script\n{line};\n")
    assert watching(planted.read_text())


def test_the_taps_of_presence_say_a_moment_and_nothing_else():
    """What the phone sends: the kind, the moment, a key. And what the server keeps holds no more."""
    if not apps.is_installed("diwan.telework.presence") or not apps.get_app_config("presence").models:
        pytest.skip("presence is not there yet")
    kept = {field.name for field in apps.get_model("presence", "Confirmation")._meta.local_fields}
    assert kept == {
        *("id", "person", "agreement", "unit", "administration", "day", "kind", "said_at", "received_at"),
        *("planned_at", "grace", "key", "completed", "reason"),
    }
