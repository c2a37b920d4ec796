"""One module per command of `ml-monitor`; each has a `command`."""
