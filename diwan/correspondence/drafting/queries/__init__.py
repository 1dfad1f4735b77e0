"""Reading of drafting: `filling` the fields, `page` what the typesetter takes, `addressing` names, `verifying`."""
