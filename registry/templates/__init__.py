"""Templates: drafted, amended and published; and what is registered against them held to what they say."""
