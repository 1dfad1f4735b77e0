"""Legal time comes from the newest zone data at hand, whatever the machine was installed with."""

import time
import zoneinfo
from datetime import UTC, datetime

import tzdata

from diwan.kit.zones import installed_version

NOVEMBER = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_version_of_the_machine_is_read(tmp_path):
    (tmp_path / "tzdata.zi").write_text("# version 2025b\n# This zic input file is in the public domain.\n")
    assert installed_version((str(tmp_path / "absent"), str(tmp_path))) == "2025b"


def test_a_machine_that_does_not_say_counts_as_old(tmp_path):
    assert installed_version((str(tmp_path),)) == ""
    (tmp_path / "tzdata.zi").write_text("Z Africa/Casablanca 0 - WET\n")
    assert installed_version((str(tmp_path),)) == ""
    assert tzdata.IANA_VERSION > ""


def test_python_and_the_c_library_know_that_morocco_went_back_to_utc():
    assert not NOVEMBER.astimezone(zoneinfo.ZoneInfo("Africa/Casablanca")).utcoffset()
    assert time.localtime(NOVEMBER.timestamp()).tm_hour == 12  # Django set TZ to Africa/Casablanca
