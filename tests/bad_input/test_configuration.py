"""A wrong configuration: one message lists every error, and no table of the package is touched."""

from __future__ import annotations

import pytest
from bad_tables import monitor, rows
from consumer import Consumer

SOURCES = """
version: 2
sources:
  - name: warehouse
    schema: main
    tables:
      - name: not_there
"""

GOOD = {"good": monitor(continuous_columns=["x"], categorical_columns=["k"])}

# Each monitor: its settings, then for each of its errors the key, what must be said to be found there, and what to be allowed.
BROKEN = {
    "unknown key": (
        {"chunk_sise": 10},
        [("chunk_sise", "an unknown key", "chunk_number, chunk_number_per_period, chunk_period, chunk_size")],
    ),
    "wrong segments": (
        {
            "segments": [
                "k",
                7,
                {"name": "both", "columns": ["k"], "expression": "x > 1"},
                {"colums": ["k"]},
                {"name": "K", "expression": "x"},
            ],
            "max_segment_values": 101,
        },
        [
            ("max_segment_values", "101", "a whole number from 1 to 100"),
            ("segments[1]", "7", "a column, {name: n, columns: [a, b]} or {name: n, expression: SQL}"),
            ("segments[2]", "{'name': 'both'", "one of `columns` and `expression`"),
            ("segments[3].colums", "an unknown key", "name, columns, expression. Did you mean 'columns'?"),
            ("segments[3].name", "nothing", "a name that is not blank"),
            ("segments[3]", "{'colums': ['k']}", "one of `columns` and `expression`"),
            ("segments[4]", "'K', which is there twice", "each name once"),
        ],
    ),
    "a segment with the name of all rows": (
        {"segments": [{"name": ":all", "expression": "x > 1"}]},
        [("segments[0]", "the name ':all'", "a name that does not begin with a colon")],
    ),
    "segments that are no list": ({"segments": "k"}, [("segments", "k", "a list: a column")]),
    "too many segments": (
        {"segments": [{"name": f"s{n}", "columns": ["k"]} for n in range(11)]},
        [("segments", "11 entries", "at most 10")],
    ),
    "wrong fairness": (
        {
            "y_pred": "y_pred",
            "segments": ["k"],
            "fairness": [
                "k",
                {"segment": "q"},
                {"segment": "k", "reference_group": ["a"], "metrics": ["tpr", "mae", "mae"], "min_group_rows": 0, "groups": 1},
                {"segment": "k", "metrics": []},
            ],
        },
        [
            ("fairness[0]", "k", "{segment: name, reference_group: value, metrics: [...]}; only segment is required"),
            ("fairness[1].segment", "'q'", "k"),
            ("fairness[2].groups", "an unknown key", "segment, reference_group, metrics, min_group_rows, min_group_positives"),
            ("fairness[2].reference_group", "['a']", "one value of the segment"),
            ("fairness[2].min_group_rows", "0", "a whole number above 0"),
            ("fairness[2].metrics", "'tpr'", "mean_prediction, mean_error, mae, rmse"),
            ("y_true", "nothing", "the name of a column; mae in fairness[2].metrics needs it"),
            ("fairness[2].metrics", "'mae' twice", "mean_prediction, mean_error, mae, rmse"),
            ("fairness[3].metrics", "[]", "a list of mean_prediction"),
            ("fairness[3].segment", "'k', which is there twice", "each segment once"),
        ],
    ),
    "fairness without segments": (
        {"y_pred": "y_pred", "fairness": [{"segment": "k"}]},
        [("fairness[0].segment", "k", "an entry of `segments`, which the monitor does not have")],
    ),
    "fairness without predictions": (
        {"segments": ["k"], "fairness": [{"segment": "k"}]},
        [("y_pred", "nothing", "the name of a column; fairness needs it")],
    ),
    "fairness that is no list": ({"fairness": {"segment": "k"}}, [("fairness", "{'segment': 'k'}", "a list of {segment")]),
    "segments by the label": (
        {"y_true": "y_true", "y_pred": "y_pred", "segments": ["y_true"]},
        [("segments[0]", "'y_true', which is y_true", "columns that are known before labels come")],
    ),
    "a wrong search for weak segments": (
        {
            "y_true": "y_true",
            "y_pred": "y_pred",
            "continuous_columns": ["x"],
            "find_segments": {"colums": ["x"], "columns": ["x", "y_true"], "chunks": 0, "rows": 1.5, "min_support": 0.5, "alpha": 1},
        },
        [
            ("find_segments.colums", "an unknown key", "columns, chunks, rows, min_support, alpha. Did you mean 'columns'?"),
            ("find_segments.columns", "['x', 'y_true']", "a list out of the features x"),
            ("find_segments.chunks", "0", "a whole number above 0"),
            ("find_segments.rows", "1.5", "a whole number above 0"),
            ("find_segments.min_support", "0.5", "a share of the rows above 0 and below 0.5"),
            ("find_segments.alpha", "1", "a number above 0 and below 1"),
        ],
    ),
    "a search for weak segments in a column that is there twice": (
        {"y_true": "y_true", "y_pred": "y_pred", "continuous_columns": ["x"], "find_segments": {"columns": ["x", "x"]}},
        [("find_segments.columns", "['x', 'x']", "each column once")],
    ),
    "a search for weak segments that is no mapping": (
        {"find_segments": ["x"]},
        [("find_segments", "['x']", "true, false or a mapping of")],
    ),
    "a search for weak segments without labels and features": (
        {"y_true": None, "y_pred": "y_pred", "find_segments": True},
        [
            ("find_segments", "a search without y_true", "false, or a monitor with y_true and y_pred"),
            ("find_segments", "no feature", "a feature in continuous_columns or categorical_columns"),
        ],
    ),
    "a search for weak segments in many columns": (
        {"y_true": "y_true", "y_pred": "y_pred", "continuous_columns": [f"x{place}" for place in range(41)], "find_segments": True},
        [("find_segments", "41 columns", "at most 40, named in find_segments.columns")],
    ),
    "segments by a column that is not there": (
        {"segments": ["nowhere", {"name": "crossed", "columns": ["k", "elsewhere"]}]},
        [
            ("segments", "'nowhere', which", "one of its columns"),
            ("segments", "'elsewhere', which", "one of its columns"),
        ],
    ),
    "unknown continuous method": (
        {"continuous_methods": ["jensen_shannon", "psi"]},
        [("continuous_methods", "'psi'", "jensen_shannon, hellinger, kolmogorov_smirnov, wasserstein")],
    ),
    "wasserstein for categories": (
        {"categorical_methods": ["wasserstein"]},
        [("categorical_methods", "'wasserstein'", "jensen_shannon, hellinger, chi2, l_infinity")],
    ),
    "chi2 for numbers": (
        {"continuous_methods": ["chi2"]},
        [("continuous_methods", "'chi2'", "jensen_shannon, hellinger, kolmogorov_smirnov, wasserstein")],
    ),
    "method twice": (
        {"continuous_methods": ["hellinger", "hellinger"]},
        [("continuous_methods", "'hellinger' twice", "jensen_shannon, hellinger, kolmogorov_smirnov, wasserstein")],
    ),
    "method not in a list": ({"continuous_methods": "hellinger"}, [("continuous_methods", "hellinger", "a list of jensen_shannon")]),
    "unknown metric": (
        {"y_true": "y_true", "y_pred": "y_pred", "metrics": ["r2"]},
        [("metrics", "'r2'", "mae, mape, mse, rmse, msle, rmsle")],
    ),
    "metrics without y_true": (
        {"y_pred": "y_pred", "metrics": ["mae"]},
        [("y_true", "nothing", "the name of a column; performance metrics need it")],
    ),
    "two chunkings": (
        {"chunk_number": 5},
        [("chunk_size', 'chunk_number", "2 ways to cut chunks", "one of chunk_size, chunk_number, chunk_period")],
    ),
    "no row_id": ({"row_id": None}, [("row_id", "nothing", "a value; the key is required")]),
    "nothing required": (
        {"problem_type": None, "reference": None, "analysis": None},
        [(key, "nothing", "a value; the key is required") for key in ("problem_type", "reference", "analysis")],
    ),
    "row_id is a list": ({"row_id": ["id", "at"]}, [("row_id", "['id', 'at']", "the name of one column")]),
    "lookback as text": ({"lookback": "45 days"}, [("lookback", "45 days", "a mapping such as {count: 45, period: day}")]),
    "odd lookback": (
        {"lookback": {"count": 0, "period": "minute", "unit": "day"}, "timestamp": None},
        [
            ("lookback.unit", "an unknown key", "count, period"),
            ("lookback.period", "minute", "hour, day, week, month, quarter, year"),
            ("lookback.count", "0", "a whole number from 1 to 876600"),
            ("timestamp", "nothing", "the name of a column; lookback needs one"),
        ],
    ),
    "lookback with chunks that all change": (
        {"chunk_size": None, "chunk_number_per_period": True, "lookback": {"count": 45, "period": "day"}},
        [("lookback", "{'count': 45, 'period': 'day'}", "nothing with chunk_number_per_period, since new rows change all chunks")],
    ),
    "lookback before labels come": (
        {"lookback": {"count": 8, "period": "week"}, "judge": {"label_delay": {"count": 2, "period": "month"}}},
        [("lookback", "{'count': 8, 'period': 'week'}", "at least judge.label_delay, {'count': 2, 'period': 'month'}")],
    ),
    "period without timestamp": (
        {"chunk_size": None, "timestamp": None, "chunk_period": "day"},
        [("timestamp", "nothing", "the name of a column; chunk_period needs one")],
    ),
    "unknown period": ({"chunk_size": None, "chunk_period": "days"}, [("chunk_period", "days", "hour, day, week, month, quarter, year")]),
    "period dropped": (
        {"chunk_size": None, "chunk_period": "day", "incomplete": "drop"},
        [("incomplete", "drop", "keep; a calendar period is neither appended nor dropped")],
    ),
    "negative size": ({"chunk_size": -1}, [("chunk_size", "-1", "a whole number above 0")]),
    "zero size": ({"chunk_size": 0}, [("chunk_size", "0", "a whole number above 0")]),
    "text size": ({"chunk_size": "250"}, [("chunk_size", "250", "a whole number above 0")]),
    "boolean size": ({"chunk_size": True}, [("chunk_size", "True", "a whole number above 0")]),
    "fractional size": ({"chunk_size": 2.5}, [("chunk_size", "2.5", "a whole number above 0")]),
    "size beyond 64 bits": ({"chunk_size": 10**30}, [("chunk_size", "1000000000000000000000000000000", "a whole number")]),
    "zero number": ({"chunk_size": None, "chunk_number": 0}, [("chunk_number", "0", "a whole number above 0")]),
    "number per period of a size": (
        {"chunk_number_per_period": True},
        [("chunk_number_per_period", "true", "false, unless chunks are cut by chunk_number")],
    ),
    "number per period as text": (
        {"chunk_size": None, "chunk_number_per_period": "yes"},
        [("chunk_number_per_period", "yes", "true or false")],
    ),
    "unknown incomplete": ({"incomplete": "discard"}, [("incomplete", "discard", "keep, append, drop")]),
    "unknown problem type": ({"problem_type": "clustering"}, [("problem_type", "clustering", "regression")]),
    "unknown threshold": (
        {"thresholds": {"psi": {"constant": {"upper": 1}}}},
        [("thresholds.psi", "an unknown metric or family", "jensen_shannon")],
    ),
    "thresholds are a list": (
        {"thresholds": [0.1]},
        [("thresholds", "[0.1]", "a mapping of metric names or metric families to thresholds")],
    ),
    "threshold is a number": (
        {"thresholds": {"hellinger": 0.1}},
        [
            (
                "thresholds.hellinger",
                "0.1",
                "one of {constant: ...}, {standard_deviation: ...}, {quantile: ...}, {relative: ...}, {p_value: ...}",
            )
        ],
    ),
    "threshold of two types": (
        {"thresholds": {"hellinger": {"constant": {"upper": 1}, "standard_deviation": 3}}},
        [
            (
                "thresholds.hellinger",
                "{'constant'",
                "one of {constant: ...}, {standard_deviation: ...}, {quantile: ...}, {relative: ...}, {p_value: ...}",
            )
        ],
    ),
    "constant without sides": (
        {"thresholds": {"hellinger": {"constant": {}}}},
        [("thresholds.hellinger.constant", "{}", "lower, upper or both")],
    ),
    "constant upside down": (
        {"thresholds": {"hellinger": {"constant": {"lower": 2, "upper": 1}}}},
        [("thresholds.hellinger.constant", "{'lower': 2, 'upper': 1}", "lower below upper")],
    ),
    "constant as text": (
        {"thresholds": {"hellinger": {"constant": {"upper": "0.1"}}}},
        [("thresholds.hellinger.constant.upper", "0.1", "a number")],
    ),
    "unknown side": (
        {"thresholds": {"hellinger": {"constant": {"above": 1, "upper": 1}}}},
        [("thresholds.hellinger.constant.above", "an unknown key", "lower, upper")],
    ),
    "unknown offset": (
        {"thresholds": {"hellinger": {"standard_deviation": {"upper": 3, "offset_from": "mode"}}}},
        [("thresholds.hellinger.standard_deviation.offset_from", "mode", "mean, median, min, max")],
    ),
    "negative deviations": (
        {"thresholds": {"hellinger": {"standard_deviation": -3}}},
        [("thresholds.hellinger.standard_deviation", "-3", "or a number, 0 or more")],
    ),
    "quantile in percent": (
        {"thresholds": {"hellinger": {"quantile": {"upper": 99}}}},
        [("thresholds.hellinger.quantile.upper", "99", "a number between 0 and 1")],
    ),
    "quantile of the largest": (
        {"thresholds": {"hellinger": {"quantile": {"lower": 0, "upper": 1}}}},
        [
            ("thresholds.hellinger.quantile.lower", "0", "a number between 0 and 1"),
            ("thresholds.hellinger.quantile.upper", "1", "a number between 0 and 1"),
        ],
    ),
    "quantiles upside down": (
        {"thresholds": {"rmse": {"quantile": {"lower": 0.9, "upper": 0.1}}}},
        [("thresholds.rmse.quantile", "{'lower': 0.9, 'upper': 0.1}", "lower below upper")],
    ),
    "one quantile below the middle": (
        {"thresholds": {"rmse": {"quantile": 0.05}}},
        [("thresholds.rmse.quantile", "0.05", "{lower: number, upper: number} or a number between 0.5 and 1")],
    ),
    "quantile as text": (
        {"thresholds": {"rmse": {"quantile": "0.99"}}},
        [("thresholds.rmse.quantile", "0.99", "{lower: number, upper: number} or a number between 0.5 and 1")],
    ),
    "quantile with an offset": (
        {"thresholds": {"rmse": {"quantile": {"upper": 0.9, "offset_from": "mean"}}}},
        [("thresholds.rmse.quantile.offset_from", "an unknown key", "lower, upper")],
    ),
    "quantile without sides": (
        {"thresholds": {"rmse": {"quantile": {"upper": None}}}},
        [("thresholds.rmse.quantile", "{'upper': None}", "lower, upper or both")],
    ),
    "negative percentage": (
        {"thresholds": {"rmse": {"relative": -10}, "mae": {"relative": {"lower": -1}}}},
        [
            ("thresholds.rmse.relative", "-10", "{lower: number, upper: number} or a percentage, 0 or more"),
            ("thresholds.mae.relative.lower", "-1", "a percentage, 0 or more"),
        ],
    ),
    "percentage as text": (
        {"thresholds": {"rmse": {"relative": "10 %"}}},
        [("thresholds.rmse.relative", "10 %", "{lower: number, upper: number} or a percentage, 0 or more")],
    ),
    "percentage from nowhere": (
        {"thresholds": {"rmse": {"relative": {"upper": 10, "offset_from": "mode"}}}},
        [("thresholds.rmse.relative.offset_from", "mode", "mean, median, min, max")],
    ),
    "quantile of chi2": (
        {"thresholds": {"chi2": {"quantile": 0.9}}},
        [("thresholds.chi2", "quantile", "p_value; chi2 is judged by its p-value")],
    ),
    "rate in percent": ({"false_discovery_rate": 5}, [("false_discovery_rate", "5", "a number between 0 and 1")]),
    "rate of nothing": ({"false_discovery_rate": 0}, [("false_discovery_rate", "0", "a number between 0 and 1")]),
    "rate as text": ({"false_discovery_rate": "0.05"}, [("false_discovery_rate", "0.05", "a number between 0 and 1")]),
    "rate that is true": ({"false_discovery_rate": True}, [("false_discovery_rate", "True", "a number between 0 and 1")]),
    "constant of chi2": (
        {"thresholds": {"chi2": {"constant": {"upper": 1}}}},
        [("thresholds.chi2", "constant", "p_value; chi2 is judged by its p-value")],
    ),
    "p-value of another": (
        {"thresholds": {"hellinger": {"p_value": 0.05}}},
        [("thresholds.hellinger.p_value", "0.05", "for chi2, a number between 0 and 1")],
    ),
    "p-value above 1": ({"thresholds": {"chi2": {"p_value": 5}}}, [("thresholds.chi2.p_value", "5", "for chi2, a number between 0 and 1")]),
    "infinite threshold": (
        {"thresholds": {"hellinger": {"constant": {"upper": float("inf")}}}},
        [("thresholds.hellinger.constant.upper", "inf", "a number")],
    ),
    "threshold is not a number": (
        {"thresholds": {"hellinger": {"standard_deviation": {"upper": float("nan")}}}},
        [("thresholds.hellinger.standard_deviation.upper", "nan", "a number")],
    ),
    "column twice": (
        {"continuous_columns": ["x", "x"]},
        [("continuous_columns", "'x', which is also in continuous_columns", "each column once")],
    ),
    "column in other capitals": (
        {"continuous_columns": ["x"], "categorical_columns": ["X"]},
        [("categorical_columns", "'X', which is also in continuous_columns", "each column once")],
    ),
    "prediction among the categories": (
        {"y_pred": "y_pred", "categorical_columns": ["y_pred"]},
        [("categorical_columns", "'y_pred', which is y_pred or y_true", "columns other than the prediction and the target")],
    ),
    "target is the prediction in other capitals": (
        {"y_pred": "y_pred", "y_true": "Y_PRED"},
        [("y_true", "'Y_PRED', which is also y_pred", "another column")],
    ),
    "target is the prediction": (
        {"y_pred": "y_pred", "y_true": "y_pred"},
        [("y_true", "'y_pred', which is also y_pred", "another column")],
    ),
    "columns not in a list": ({"continuous_columns": "x"}, [("continuous_columns", "x", "a list of column names")]),
    "column is a number": ({"continuous_columns": [1]}, [("continuous_columns", "1", "a column name")]),
    "missing column": (
        {"continuous_columns": ["nowhere"]},
        [
            (
                "continuous_columns",
                '\'nowhere\', which "consumer"."main"."reference" (reference) does not have',
                "one of its columns: id, at, x",
            ),
            (
                "continuous_columns",
                '\'nowhere\', which "consumer"."main"."analysis" (analysis) does not have',
                "one of its columns: id, at, x",
            ),
        ],
    ),
    "missing in reference": (
        {"continuous_columns": ["later"]},
        [
            (
                "continuous_columns",
                '\'later\', which "consumer"."main"."reference" (reference) does not have',
                "one of its columns: id, at, x",
            )
        ],
    ),
    "missing in analysis": (
        {"continuous_columns": ["label"]},
        [("continuous_columns", '\'label\', which "consumer"."main"."analysis" (analysis) does not have', "one of its columns: id, at, x")],
    ),
    "text as a number": (
        {"continuous_columns": ["k"]},
        [("continuous_columns", '\'k\' of type VARCHAR in "consumer"."main"."reference" (reference)', "number; cast it in your model")],
    ),
    "text timestamp": (
        {"timestamp": "at_text"},
        [("timestamp", '\'at_text\' of type VARCHAR in "consumer"."main"."reference" (reference)', "timestamp; cast it in your model")],
    ),
    "number as timestamp": (
        {"timestamp": "x"},
        [("timestamp", '\'x\' of type DOUBLE in "consumer"."main"."reference" (reference)', "timestamp; cast it in your model")],
    ),
    "boolean prediction": (
        {"y_pred": "flag"},
        [("y_pred", '\'flag\' of type BOOLEAN in "consumer"."main"."reference" (reference)', "number; cast it in your model")],
    ),
    "relation not there": (
        {"analysis": {"source": ["warehouse", "not_there"]}},
        [("analysis", 'no relation "consumer"."main"."not_there"', "a table or view that exists")],
    ),
    "malformed relation": (
        {"reference": {"source": ["warehouse"]}},
        [("reference", "{'source': ['warehouse']}", "the name of a model, seed or snapshot, {source: [schema_name, table_name]}")],
    ),
    "ecdf is a number": ({"ecdf": 100}, [("ecdf", "100", "{exact_below: rows, bins: number}")]),
    "unknown ecdf key": ({"ecdf": {"bin": 100}}, [("ecdf.bin", "an unknown key", "exact_below, bins")]),
    "no ecdf bins": ({"ecdf": {"bins": 0}}, [("ecdf.bins", "0", "a whole number above 0")]),
    "no rows to fit on": ({"max_fit_rows": 0}, [("max_fit_rows", "0", "a whole number above 0")]),
    "reconstruction as text": (
        {"reconstruction_error": "yes"},
        [("reconstruction_error", "yes", "true, false or {n_components: ..., columns: [...]}")],
    ),
    "unknown reconstruction key": (
        {"continuous_columns": ["x"], "reconstruction_error": {"components": 1}},
        [("reconstruction_error.components", "an unknown key", "n_components, columns")],
    ),
    "variance above 1": (
        {"continuous_columns": ["x"], "reconstruction_error": {"n_components": 1.5}},
        [("reconstruction_error.n_components", "1.5", "a share of the variance between 0 and 1, or a whole number of components")],
    ),
    "too many components": (
        {"continuous_columns": ["x"], "reconstruction_error": {"n_components": 2}},
        [("reconstruction_error.n_components", "2", "at most the number of columns, 1")],
    ),
    "foreign reconstruction column": (
        {"continuous_columns": ["x"], "reconstruction_error": {"columns": ["k"]}},
        [("reconstruction_error.columns", "['k']", "a list out of x")],
    ),
    "classes of a regression": (
        {"y_pred_proba": "x", "classes": [0, 1]},
        [
            ("classes", "[0, 1]", "nothing; the key is for classifications"),
        ],
    ),
    "metric of another problem type": (
        {"problem_type": "classification_binary", "y_true": "flag", "y_pred": "flag_too", "metrics": ["rmse"]},
        [
            (
                "metrics",
                "'rmse'",
                "roc_auc, average_precision, f1, precision, recall, specificity, accuracy, confusion_matrix, business_value",
            )
        ],
    ),
    "roc_auc without probabilities": (
        {"problem_type": "classification_binary", "y_true": "flag", "y_pred": "flag_too", "metrics": ["f1", "roc_auc"]},
        [("y_pred_proba", "nothing", "the name of a column; roc_auc needs it")],
    ),
    "business value without its matrix": (
        {"problem_type": "classification_binary", "y_true": "flag", "y_pred": "flag_too", "metrics": ["business_value"]},
        [("business_value_matrix", "nothing", "a matrix of numbers; the metric business_value needs it")],
    ),
    "odd classification settings": (
        {
            "problem_type": "classification_binary",
            "y_pred_proba": {"a": "x"},
            "classes": ["late", "late"],
            "normalize_confusion_matrix": "rows",
            "normalize_business_value": "per_row",
            "business_value_matrix": [[1, 2], [3]],
        },
        [
            ("y_pred_proba", "{'a': 'x'}", "the name of one column, the probability of the positive class"),
            ("classes", "['late', 'late']", "a list of two different labels, [negative, positive]"),
            ("normalize_confusion_matrix", "rows", "all, true, pred, or nothing for counts"),
            ("normalize_business_value", "per_row", "per_prediction, or nothing for the sum"),
            ("business_value_matrix", "[[1, 2], [3]]", "2 rows of 2 numbers: a row for each true class, a number for each predicted class"),
        ],
    ),
    "multiclass without classes": (
        {"problem_type": "classification_multiclass", "y_true": "k", "y_pred": "k_too", "classes": ["a", "b", "c"]},
        [
            ("y_pred_proba", "nothing", "a mapping of each class to the column of its probability, two classes or more"),
            ("classes", "['a', 'b', 'c']", "nothing; the classes of a multiclass monitor are the keys of y_pred_proba"),
        ],
    ),
    "two classes with one column": (
        {"problem_type": "classification_multiclass", "y_true": "k", "y_pred": "k_too", "y_pred_proba": {"a": "x", "b": "x"}},
        [("y_pred_proba", "{'a': 'x', 'b': 'x'}", "each with a column of its own")],
    ),
    "probability that is the prediction": (
        {"problem_type": "classification_binary", "y_true": "flag", "y_pred": "x", "y_pred_proba": "x"},
        [("y_pred", "'x', which is also in y_pred_proba", "another column")],
    ),
    "numbers that are no classes": (
        {"problem_type": "classification_binary", "y_true": "y_true", "y_pred": "y_pred", "classes": ["on time", "late"]},
        [("y_true", "'y_true' of type DOUBLE", "a type that can hold the classes on time, late")],
    ),
    "probabilities that are texts": (
        {"problem_type": "classification_binary", "y_true": "flag", "y_pred": "flag_too", "y_pred_proba": "k"},
        [("y_pred_proba", "'k' of type VARCHAR", "number; cast it in your model")],
    ),
    "domain classifier as text": (
        {"continuous_columns": ["x"], "domain_classifier": "yes"},
        [("domain_classifier", "yes", "true, false or {max_rows: number, folds: number}")],
    ),
    "unknown domain classifier key": (
        {"continuous_columns": ["x"], "domain_classifier": {"rows": 100}},
        [("domain_classifier.rows", "an unknown key", "max_rows, folds")],
    ),
    "one fold": (
        {"continuous_columns": ["x"], "domain_classifier": {"folds": 1}},
        [("domain_classifier.folds", "1", "a whole number above 1")],
    ),
    "folds that are no number": (
        {"continuous_columns": ["x"], "domain_classifier": {"folds": True}},
        [("domain_classifier.folds", "True", "a whole number above 1")],
    ),
    "fewer rows than folds": (
        {"continuous_columns": ["x"], "domain_classifier": {"max_rows": 4}},
        [("domain_classifier.max_rows", "4", "a whole number, at least the number of folds, 5")],
    ),
    "rows that are no number": (
        {"continuous_columns": ["x"], "domain_classifier": {"max_rows": "all"}},
        [("domain_classifier.max_rows", "all", "a whole number, at least the number of folds, 5")],
    ),
    "domain classifier without features": (
        {"y_pred": "y_pred", "continuous_columns": ["y_pred"], "domain_classifier": True},
        [
            (
                "domain_classifier",
                "True",
                "false, or a column in continuous_columns or categorical_columns that is neither y_pred nor y_true",
            )
        ],
    ),
    "quality of an unknown kind": (
        {"data_quality": ["missing_values", "duplicates"]},
        [("data_quality", "'duplicates'", "missing_values, unseen_values, values_out_of_range")],
    ),
    "quality as text": (
        {"data_quality": "missing_values"},
        [
            (
                "data_quality",
                "missing_values",
                "true, false, a list of missing_values, unseen_values, values_out_of_range or {metrics: [...], normalize: true or false}",
            )
        ],
    ),
    "no quality": ({"data_quality": []}, [("data_quality", "[]", "true, false, a list of missing_values")]),
    "unknown quality key": ({"data_quality": {"metric": True}}, [("data_quality.metric", "an unknown key", "metrics, normalize")]),
    "normalize as text": ({"data_quality": {"normalize": "rate"}}, [("data_quality.normalize", "rate", "true or false")]),
    "quality twice": (
        {"data_quality": {"metrics": ["unseen_values", "unseen_values"]}},
        [("data_quality.metrics", "'unseen_values' twice", "missing_values, unseen_values, values_out_of_range")],
    ),
    "quality metrics as text": (
        {"data_quality": {"metrics": "all"}},
        [("data_quality.metrics", "all", "true, false, a list of missing_values, unseen_values, values_out_of_range")],
    ),
    "unknown statistic": ({"summary_statistics": ["mean", "avg"]}, [("summary_statistics", "'avg'", "mean, median, std, sum, row_count")]),
    "statistics as a mapping": (
        {"summary_statistics": {"metrics": ["mean"]}},
        [("summary_statistics", "{'metrics': ['mean']}", "true, false, a list of mean, median, std, sum, row_count")],
    ),
    "statistics as a number": (
        {"summary_statistics": 1},
        [("summary_statistics", "1", "true, false, a list of mean, median, std, sum, row_count")],
    ),
    "threshold of a statistic upside down": (
        {"summary_statistics": True, "thresholds": {"mean": {"constant": {"lower": 2, "upper": 1}}}},
        [("thresholds.mean.constant", "{'lower': 2, 'upper': 1}", "lower below upper")],
    ),
    "unknown comparison": ({"reference_comparison": "half"}, [("reference_comparison", "half", "leave_one_out, whole")]),
    "unknown drift type": ({"drift_types": ["baseline", "weekly"]}, [("drift_types", "'weekly'", "baseline, consecutive")]),
    "drift type twice": ({"drift_types": ["baseline", "baseline"]}, [("drift_types", "'baseline' twice", "baseline, consecutive")]),
    "no list of drift types": ({"drift_types": "consecutive"}, [("drift_types", "consecutive", "a list of baseline, consecutive")]),
}

EXPECTED = [(name, *error) for name, (_, errors) in BROKEN.items() for error in errors]

# Settings that are not a mapping have no key to name.
NOT_MAPPINGS = {"a list": ["x"], "a text": "x", "nothing": None}


class Attempts:
    """A project that is built, broken, built again, repaired and built a third time, with the tables after each build."""

    def __init__(self, folder):
        reference, analysis = (
            rows(label=1.0, at_text="2024-01-01", flag=True, flag_too=True, k_too="a"),
            rows(seed=1, later=1.0, at_text="2024-01-01", flag=True, flag_too=True, k_too="a"),
        )
        self.consumer = Consumer(folder, {"reference": reference, "analysis": analysis}, GOOD, {"models/sources.yml": SOURCES})
        assert self.consumer.dbt("run").success
        self.before = self.tables()
        broken = {name: monitor(**settings) for name, (settings, _) in BROKEN.items()}
        self.consumer.monitors({**GOOD, **broken, **NOT_MAPPINGS})
        self.broken = self.consumer.dbt("build")
        self.after_broken = self.tables()
        self.selected = self.consumer.dbt("run", "--select", "monitor_reference_rows")
        self.consumer.monitors(["not", "a", "mapping"])
        self.no_mapping = self.consumer.dbt("run", "--select", "package:ml_monitor")
        self.after = self.tables()
        self.consumer.monitors({**GOOD, "second": GOOD["good"]})
        self.repaired = self.consumer.dbt("run", "--select", "package:ml_monitor")

    def tables(self) -> dict:
        """The package's tables: the number DuckDB gave each when it was created, and the numbers with their computed_at."""
        created = self.consumer.query(
            "select table_name, table_oid, estimated_size from duckdb_tables() where schema_name like '%ml_monitor%' order by table_name"
        )
        metrics = self.consumer.query("select * from monitor_metrics order by metric_id")
        return {"created": created.values.tolist(), "metrics": metrics}


@pytest.fixture(scope="module")
def attempts(tmp_path_factory) -> Attempts:
    return Attempts(tmp_path_factory.mktemp("configuration"))


def lines_of(output: str) -> list[str]:
    return [line.strip() for line in output.splitlines()]


@pytest.mark.parametrize(
    ("name", "key", "found", "allowed"), EXPECTED, ids=[f"{name}-{number}" for number, (name, *_) in enumerate(EXPECTED)]
)
def test_error_names_monitor_key_found_and_allowed(attempts, name, key, found, allowed):
    """Each error is one line with the monitor, the key, what was found there and what is allowed."""
    beginning = f"monitor '{name}', key '{key}': found {found}"
    lines = [line for line in lines_of(attempts.broken.output) if beginning in line]
    assert lines, [line for line in lines_of(attempts.broken.output) if f"monitor '{name}'" in line]
    assert any("; allowed: " in line and allowed in line.split("; allowed: ", 1)[1] for line in lines), lines


@pytest.mark.parametrize("name", NOT_MAPPINGS)
def test_monitor_that_is_no_mapping(attempts, name):
    """A monitor without a mapping of settings is an error of its own."""
    assert f"monitor '{name}': found {NOT_MAPPINGS[name]}; allowed: a mapping of settings" in attempts.broken.output


def test_one_message_with_all_errors(attempts):
    """One message numbers all errors from 1 to the number that its head states."""
    assert not attempts.broken.success
    output = attempts.broken.output
    head = "errors in the configuration of the monitors (vars.ml_monitors). No table was touched."
    start = next(number for number, line in enumerate(lines_of(output)) if head in line)
    stated = int(lines_of(output)[start].split("ml_monitor: ")[1].split(" ")[0])
    numbered = lines_of(output)[start + 1 : start + 1 + stated]
    assert [line.split(".")[0] for line in numbered] == [str(number) for number in range(1, stated + 1)]
    assert stated >= len(EXPECTED) + len(NOT_MAPPINGS)


def test_good_monitor_is_not_accused(attempts):
    """No error line names the monitor that is right."""
    assert "monitor 'good'" not in attempts.broken.output


def test_each_error_once(attempts):
    """No error is listed twice within the message."""
    start = attempts.broken.output.index("No table was touched.")
    block = lines_of(attempts.broken.output[start:])[1:]
    errors = []
    for line in block:
        if not line[:1].isdigit() or ". " not in line:
            break
        errors.append(line.split(". ", 1)[1])
    assert len(errors) > len(EXPECTED) / 2
    assert len(errors) == len(set(errors))


def test_broken_configuration_touches_nothing(attempts):
    """After both failed builds every table of the package is the one it was, with the same rows."""
    assert len(attempts.before["created"]) > 15
    assert len(attempts.before["metrics"]) > 0
    for after in (attempts.after_broken, attempts.after):
        assert after["created"] == attempts.before["created"]
        assert after["metrics"].equals(attempts.before["metrics"])


def test_broken_configuration_stops_a_selected_model(attempts):
    """A single selected model of the package stops too, though monitor_config is not selected."""
    assert not attempts.selected.success
    assert "monitor 'unknown key', key 'chunk_sise': found an unknown key" in attempts.selected.output


def test_monitors_that_are_no_mapping(attempts):
    """A list in place of the mapping of monitors is one error."""
    assert not attempts.no_mapping.success
    assert (
        "vars.ml_monitors: found ['not', 'a', 'mapping']; allowed: a mapping of monitor names to their settings"
        in attempts.no_mapping.output
    )


def test_repaired_configuration_builds(attempts):
    """With the mistakes gone the project builds, and its tables hold the monitors of the new configuration."""
    assert attempts.repaired.success, attempts.repaired.output[-3000:]
    assert attempts.consumer.query("select distinct monitor_name from monitor_metrics order by 1")["monitor_name"].tolist() == [
        "good",
        "second",
    ]
