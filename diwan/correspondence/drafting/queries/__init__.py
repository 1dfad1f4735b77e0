"""Reading of drafting: `filling` the fields, `page` what the typesetter takes, `showing` what the screens show."""
