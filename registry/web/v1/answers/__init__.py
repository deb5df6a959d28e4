"""What `/api/v1` answers, as shapes: for its description, against which every answer of the tests is held."""
