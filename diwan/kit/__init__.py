"""What any Django project could use. Knows no word of administration."""
