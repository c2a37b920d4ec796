"""What the Python models are made of, each module one subject.

`scripts/make_python_models.py` copies what a model reaches from here into its file in `python_models/`. So a module imports numpy and other
libraries inside its functions: dbt runs a model's file in every run, also where nothing is left to compute.
"""
