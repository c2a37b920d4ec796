"""The Python models of the dbt package, one module for each, named as the model.

`scripts/make_python_models.py` writes `python_models/` from them.
"""
