"""Personal data held by this app (law 09-08, SEC-9)."""

#: field → (purpose, legal basis, retention)
PERSONAL_FIELDS = {
    "Announcement.announced_by": (
        "who entered an official announcement that moves deadlines",
        "legal obligation: acts of the administration are attributable",
        "as long as the calendar of that year may be contested: ten years",
    ),
    "Announcement.withdrawn_by": (
        "who withdrew it",
        "legal obligation: acts of the administration are attributable",
        "ten years",
    ),
}
