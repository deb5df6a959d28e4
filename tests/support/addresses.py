"""Pieces of addresses, as those put them together who want to lead somebody elsewhere."""

from hypothesis import strategies as st

PIECES = st.lists(
    st.sampled_from(
        [
            "https:",
            "http:",
            "/",
            "//",
            "\\",
            "@",
            ":",
            "a.example",
            "evil",
            "%2f",
            "\r\n",
            "[::1]",
            "件",
            "?",
            "#",
            "%",
            " ",
        ]
    )
).map("".join)
