"""The Handle protocol as a codec and a conversation that know no socket."""
