"""The text of a letter: `blocks` what it is made of, `reading` and `markup` what people send turned into that.

`writing` holds the ways back, `comparing` what changed between two, `fields` the words in braces that a letter fills.
"""
