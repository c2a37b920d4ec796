"""What `ml-monitor init` does: it looks at a table, guesses the settings of a monitor and writes them into a dbt project."""
