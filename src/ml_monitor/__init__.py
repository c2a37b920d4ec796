"""The command line of ml_monitor: it reads the tables that `dbt build` left in the warehouse, and never imports dbt."""

from importlib.metadata import version

__version__ = version("ml_monitor")
