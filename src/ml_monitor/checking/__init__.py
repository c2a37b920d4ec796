"""What `ml-monitor check` does: it tells all problems of the settings without building anything."""
