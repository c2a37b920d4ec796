"""The report: what the marts say, as one HTML page, as JSON and as single pictures."""
