"""Every sentence is there in Arabic and French; how far the Amazigh has come is printed."""

from __future__ import annotations

from tools import messages


def test_no_sentence_is_missing_in_arabic_or_french():
    assert not [str(problem) for problem in messages.missing()]


def test_the_share_of_amazigh_is_told(capsys):
    done, total = messages.share("zgh")
    with capsys.disabled():
        print(f"\nAmazigh: {done} of {total} sentences ({done / max(total, 1):.0%})")
    assert 0 <= done <= total
