"""Delivery of what is new of incidents: what is new, in which words, to whom, and what is remembered of it."""
