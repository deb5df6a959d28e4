"""What all shapes of answers have in common.

Times are `2026-11-22T04:00:00Z`, days `2026-11-22`. What is null is not known, or has not happened. Lists are under
`items`; where they come in pages, `next` is the cursor of the following one.
"""

import msgspec


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is answered: it has these members and no others."""
