"""What `ml-monitor init` guesses of tables of many shapes; SQL makes them, and no dbt runs."""

from __future__ import annotations

import duckdb
import pytest

from ml_monitor.errors import UserError
from ml_monitor.setup.files import File
from ml_monitor.setup.guess import Given, Guess
from ml_monitor.setup.look import look
from ml_monitor.setup.table import Table

# 6,000 rows over 60 weeks; the label is 1 in a third of them, and the model is right most of the time.
ROWS = """
select
    i as id,
    timestamp '2024-01-01' + interval (i * 100) minute as scored_at,
    (hash(i) % 1000) / 1000.0 as chance,
    cast(i % 7 as double) + 0.5 as x,
    'k' || (i % 5) as k
from range(6000) as rows(i)
"""
BINARY = f"""
select *,
    case when chance > 0.6 then 1 else 0 end as prediction,
    case when chance + (hash(id + 7) % 100) / 500.0 > 0.7 then 1 else 0 end as label
from ({ROWS})
"""
REGRESSION = f"select *, 100 * chance + x as price, 100 * chance + x + (hash(id + 3) % 100) / 20.0 as predicted_price from ({ROWS})"


def guessed(sql: str, **given) -> Guess:
    """The guess of a relation of a warehouse."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"set timezone = 'UTC'; create table scored as {sql}")
    return look(Table(connection, "scored"), Given(**given))


def guessed_of_file(tmp_path, sql: str, kind: str = "parquet", **given) -> tuple[Guess, str, duckdb.DuckDBPyConnection]:
    """The guess of a file, the SQL of the model that reads it, and a connection to run that."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"set timezone = 'UTC'; set file_search_path = '{tmp_path}'; copy ({sql}) to '{tmp_path}/scored.{kind}'")
    file = File.found(str(tmp_path / f"scored.{kind}"), tmp_path)
    guess = look(file.table(connection, tmp_path, given.get("timestamp")), Given(**given), can_derive=True)
    return guess, file.model(guess.derived).split("}}\n")[1], connection


def lacking(guess: Guess) -> set[str]:
    return {lack.option for lack in guess.missing}


def why(guess: Guess, role: str) -> str:
    return next(finding.why for finding in guess.findings if finding.role == role)


def test_a_plain_binary_classification():
    guess = guessed(f"select * rename (chance as probability) from ({BINARY})")
    assert guess.missing == []
    assert {key: guess.settings[key] for key in ("problem_type", "row_id", "timestamp", "y_true", "y_pred", "y_pred_proba")} == {
        "problem_type": "classification_binary",
        "row_id": "id",
        "timestamp": "scored_at",
        "y_true": "label",
        "y_pred": "prediction",
        "y_pred_proba": "probability",
    }
    assert "classes" not in guess.settings
    assert (guess.settings["continuous_columns"], guess.settings["categorical_columns"]) == (["x"], ["k"])
    assert guess.settings["chunk_period"] == "week"
    assert str(guess.settings["reference"]["until"]) == "2024-07-29"
    assert guess.remarks["chunk_period"] == "about 101 rows each"


def test_a_plain_regression_whose_label_is_told_by_its_values():
    guess = guessed(f"select * rename (price as what_it_was) from ({REGRESSION})")
    assert guess.missing == []
    assert guess.settings["problem_type"] == "regression"
    assert (guess.settings["y_true"], guess.settings["y_pred"]) == ("what_it_was", "predicted_price")
    assert "explains 9" in why(guess, "y_true")


def test_two_columns_whose_values_fit_the_prediction_are_asked_for():
    guess = guessed(f"select * rename (price as u), price + x as v from ({REGRESSION})")
    assert lacking(guess) == {"--label"}
    assert "the values of v and u fit the prediction" in guess.missing[0].why


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("case when label = 1 then 'yes' else 'no' end", ["no", "yes"]),
        ("case when label = 1 then 'churned' else 'stayed' end", ["stayed", "churned"]),  # told by the probability
        ("case when label = 1 then 1 else -1 end", [-1, 1]),
        ("case when label = 1 then 1 else 2 end", [2, 1]),  # told by the probability, against the order of numbers
        ("label = 1", None),
        ("cast(label as double)", None),
        ("cast(label as varchar)", ["0", "1"]),
    ],
)
def test_classes(label, expected):
    columns = f"{label} as label, {label.replace('label', 'prediction')} as predicted"
    sql = f"select * exclude (label, prediction, chance), chance as proba, {columns} from ({BINARY})"
    guess = guessed(sql)
    assert guess.missing == []
    assert guess.settings["problem_type"] == "classification_binary"
    assert (guess.settings["y_true"], guess.settings["y_pred"], guess.settings["y_pred_proba"]) == ("label", "predicted", "proba")
    assert guess.settings.get("classes") == expected


def test_which_class_is_positive_is_asked_for_where_nothing_tells():
    letters = "if(label = 1, 'a', 'b') as label, if(prediction = 1, 'a', 'b') as y_pred"
    sql = f"select id, {letters} from ({BINARY})"
    guess = guessed(sql)
    assert lacking(guess) == {"--positive"}
    assert guess.missing[0].choices == ("a", "b")
    assert guessed(sql, positive="a").settings["classes"] == ["b", "a"]
    assert lacking(guessed(sql, positive="c")) == {"--positive"}


def test_a_label_of_one_kind_and_a_prediction_of_another_are_told():
    guess = guessed(f"select id, prediction, case when label = 1 then 'yes' else 'no' end as y_true from ({BINARY})")
    assert "'prediction' has 0, 1 but 'y_true' has no, yes: write both alike in your model" in guess.missing[0].why


MULTICLASS = f"""
select id, scored_at, x,
    ['billing', 'sales', 'tech support'][1 + id % 3] as team, ['billing', 'sales', 'tech support'][1 + (id + id // 9 % 2) % 3] as y_pred,
    chance / 2 as p_billing, 1 - chance as proba_sales, chance / 2 as "Tech Support probability"
from ({ROWS})
"""


def test_probabilities_of_several_classes_are_told_by_their_names():
    guess = guessed(MULTICLASS)
    assert guess.missing == []
    assert guess.settings["problem_type"] == "classification_multiclass"
    assert guess.settings["y_pred_proba"] == {"billing": "p_billing", "sales": "proba_sales", "tech support": "Tech Support probability"}


def test_several_classes_without_probabilities_are_asked_for_them():
    sql = f"select * exclude (p_billing) from ({MULTICLASS})"
    guess = guessed(sql)
    assert lacking(guess) == {"--probability"}
    assert "--probability 'billing=p_billing' and so on for billing, sales, tech support" in guess.missing[0].why
    assert lacking(guessed(MULTICLASS, probability=("billing=p_billing", "sales=x", "tech support=proba_sales"))) == set()


def test_numbers_of_few_values_may_be_amounts_or_classes():
    sql = f"select id, 1 + id % 5 as stars, 1 + (id + id // 9 % 2) % 5 as predicted_stars from ({ROWS})"
    guess = guessed(sql)
    assert lacking(guess) == {"--problem-type"}
    assert guessed(sql, problem_type="regression").settings["y_true"] == "stars"
    probabilities = [f"0.2 + {w} * (id % 7) / 1000.0 as class_{c}_proba" for c, w in enumerate([-2, -1, 0.5, 1, 1.5], 1)]
    guess = guessed(f"select *, {', '.join(probabilities)} from ({sql})")
    assert guess.settings["problem_type"] == "classification_multiclass"
    assert guess.settings["y_pred_proba"] == {c: f"class_{c}_proba" for c in range(1, 6)}


def test_a_relation_with_a_probability_but_no_prediction_is_told_what_to_write():
    guess = guessed(f"select id, scored_at, label, chance as score from ({BINARY})")
    assert lacking(guess) == {"--prediction"}
    assert "'score' is a probability" in guess.missing[0].why


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_the_model_of_a_file_computes_the_prediction_of_a_probability(tmp_path, kind):
    guess, sql, connection = guessed_of_file(tmp_path, f"select id, scored_at, label, chance as score from ({BINARY})", kind)
    assert guess.missing == []
    assert guess.settings["y_pred"] == "predicted_label"
    assert connection.sql(
        f"select avg(cast(predicted_label = cast(score >= 0.5 as integer) as integer)), count(*) from ({sql})"
    ).fetchall() == [(1, 6000)]


def test_the_model_of_a_file_computes_the_likeliest_class(tmp_path):
    guess, sql, connection = guessed_of_file(tmp_path, f"select * exclude (y_pred) from ({MULTICLASS})")
    assert guess.missing == []
    assert guess.settings["y_pred"] == "predicted_team"
    wrong = f"select count(*) from ({sql}) where predicted_team = 'sales' and proba_sales < p_billing"
    assert connection.sql(wrong).fetchall() == [(0,)]
    assert connection.sql(f"select count(predicted_team) from ({sql})").fetchall() == [(6000,)]


def test_two_probabilities_that_add_up_to_1():
    guess = guessed(f"select * exclude (chance), 1 - chance as proba_0, chance as proba_1 from ({BINARY})")
    assert guess.missing == []
    assert guess.settings["y_pred_proba"] == "proba_1"


def test_the_confidence_in_the_prediction_is_no_probability_of_the_positive_class():
    guess = guessed(f"select * exclude (chance), greatest(chance, 1 - chance) as confidence from ({BINARY})")
    assert guess.missing == []
    assert "y_pred_proba" not in guess.settings
    assert "confidence in the prediction" in guess.left_out["confidence"]


def test_a_number_between_0_and_1_that_is_called_prediction_is_a_probability(tmp_path):
    guess, _, _ = guessed_of_file(tmp_path, f"select id, scored_at, label as target, chance as prediction from ({BINARY})")
    assert guess.missing == []
    assert (guess.settings["y_pred_proba"], guess.settings["y_pred"]) == ("prediction", "predicted_target")


def test_percent_becomes_a_share(tmp_path):
    guess, sql, connection = guessed_of_file(tmp_path, f"select * exclude (chance), 100 * chance as probability from ({BINARY})")
    assert guess.settings["y_pred_proba"] == "probability"
    assert connection.sql(f"select max(probability) <= 1 and max(probability) > 0.9 from ({sql})").fetchall() == [(True,)]


def test_numbers_and_dates_that_are_text(tmp_path):
    replaced = [
        "replace(cast(price as varchar), '.', ',') as price",
        "case when id % 9 = 0 then 'NA' else cast(x as varchar) end as x",
        "strftime(scored_at, '%d.%m.%Y %H:%M') as scored_at",
    ]
    sql = f"select * replace ({', '.join(replaced)}), lpad(cast(id % 40 as varchar), 5, '0') as zip from ({REGRESSION})"
    guess, model, connection = guessed_of_file(tmp_path, sql)
    assert guess.missing == []
    assert (guess.settings["y_true"], guess.settings["timestamp"]) == ("price", "scored_at")
    assert "x" in guess.settings["continuous_columns"]
    assert "zip" in guess.settings["categorical_columns"]
    counts = f"select count(x), count(price), min(cast(scored_at as date)) = date '2024-01-01' from ({model})"
    assert connection.sql(counts).fetchall() == [(6000 - 667, 6000, True)]


@pytest.mark.parametrize("unit", [1, 1_000, 1_000_000])
def test_seconds_since_1970_become_a_time(tmp_path, unit):
    sql = f"select * replace (cast(epoch_us(scored_at) // {1_000_000 // unit} as bigint) as scored_at) from ({REGRESSION})"
    guess, sql, connection = guessed_of_file(tmp_path, sql)
    assert guess.settings["timestamp"] == "scored_at"
    assert str(connection.sql(f"select min(scored_at) from ({sql})").fetchall()[0][0]) == "2024-01-01 00:00:00"


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%fZ"])
def test_dates_as_text(tmp_path, form):
    sql = f"select * replace (strftime(scored_at, '{form}') as scored_at) from ({REGRESSION})"
    guess, model, connection = guessed_of_file(tmp_path, sql)
    assert guess.settings["timestamp"] == "scored_at"
    assert connection.sql(f"select typeof(scored_at) from ({model}) limit 1").fetchall() == [("TIMESTAMP",)]
    guess = guessed(sql)
    assert "timestamp" not in guess.settings
    assert any('cast("scored_at" as timestamp)' in note for note in guess.notes)
    assert lacking(guessed(sql, timestamp="scored_at")) == {"--timestamp"}


def test_the_time_of_the_prediction_is_told_from_other_times():
    guess = guessed(
        "select *, scored_at + interval 60 day as label_arrived_at, scored_at as updated_at, date '1990-01-01' as birth_date "
        f"from ({REGRESSION})"
    )
    assert guess.settings["timestamp"] == "scored_at"
    assert set(guess.left_out) == {"label_arrived_at", "updated_at", "birth_date"}


def test_ids_as_text_and_ids_that_repeat():
    guess = guessed(f"select md5(cast(id as varchar)) as order_uuid, id % 100 as customer_id, * exclude (id) from ({REGRESSION})")
    assert guess.settings["row_id"] == "order_uuid"
    guess = guessed(f"select id % 3000 as id, * exclude (id) from ({REGRESSION})")
    assert lacking(guess) == {"--row-id"}
    assert "'id' repeats in 3,000 rows" in guess.missing[0].why
    assert lacking(guessed(f"select nullif(id, 5) as id, * exclude (id) from ({REGRESSION})", row_id="id")) == {"--row-id"}


def test_a_file_without_an_id_is_numbered(tmp_path):
    guess, sql, connection = guessed_of_file(tmp_path, f"select * exclude (id), 1 as row_id from ({REGRESSION})", "csv")
    assert guess.missing == []
    assert guess.settings["row_id"] == "row_id_2"
    assert connection.sql(f"select min(row_id_2), max(row_id_2), count(distinct row_id_2) from ({sql})").fetchall() == [(1, 6000, 6000)]


def test_without_a_time_the_first_half_of_the_rows_is_the_reference():
    guess = guessed(f"select * exclude (scored_at) from ({REGRESSION})")
    assert guess.missing == []
    assert guess.settings["reference"] == {"where": '"id" <= 2999'}
    assert guess.settings["chunk_size"] == 100
    assert lacking(guessed(f"select * exclude (scored_at) from ({REGRESSION})", chunk_period="day")) == {"--timestamp"}
    guess = guessed(f"select 'it''s ' || id as key, * exclude (scored_at, id) from ({REGRESSION})")
    assert guess.settings["reference"]["where"].startswith("\"key\" <= 'it''s ")


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_rows_are_told(count):
    guess = guessed(f"select * from ({REGRESSION}) limit {count}")
    assert any(f"the table has {count} row" in lack.why for lack in guess.missing)


@pytest.mark.parametrize("count", [2, 3, 30, 300])
def test_few_rows_are_warned_of(count):
    guess = guessed(f"select * from ({REGRESSION}) limit {count}", label="price")
    assert guess.missing == []
    assert any("rows per chunk are few" in note or "Thresholds need 20" in note for note in guess.notes)


def test_labels_that_come_late_end_the_reference():
    guess = guessed(f"select * replace (case when scored_at < '2024-06-17' then price end as price) from ({REGRESSION})")
    assert str(guess.settings["reference"]["until"]) == "2024-06-17"
    assert guess.missing == []
    guess = guessed(f"select * replace (case when scored_at > '2025-01-17' then price end as price) from ({REGRESSION})")
    assert lacking(guess) == {"--reference-until"}
    assert "the first rows have no price" in guess.missing[0].why


def test_labels_of_a_part_of_the_rows_are_enough():
    guess = guessed(f"select * replace (case when id % 3 = 0 then price end as price) from ({REGRESSION})")
    assert guess.missing == []
    assert str(guess.settings["reference"]["until"]) == "2024-07-29"
    assert why(guess, "reference") == "30 of 60 weeks, 33% of their rows labeled"
    assert guess.settings["judge"] == {"min_label_share": 0.3}


def test_a_column_that_says_which_rows_are_the_reference():
    guess = guessed(f"select *, case when id < 2500 then 'Test' when id < 3000 then 'train' else 'prod' end as split from ({REGRESSION})")
    assert guess.settings["reference"] == {"where": "\"split\" = 'Test'"}
    assert "split" not in guess.settings["categorical_columns"]


def test_a_reference_of_its_own():
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"create table old as {REGRESSION}; create table new as select * exclude (price) from old")
    guess = look(Table(connection, "new"), Given(), reference=Table(connection, "old"))
    assert guess.missing == []
    assert (guess.settings["y_true"], guess.settings["chunk_period"]) == ("price", "week")
    assert "reference" not in guess.settings
    connection.execute("alter table new drop predicted_price")
    assert (
        "the analysis has no 'predicted_price'"
        in look(Table(connection, "new"), Given(), reference=Table(connection, "old")).missing[0].why
    )


def test_what_the_user_says_goes_first():
    given = {"timestamp": "none", "row_id": "ID", "label": "none", "chunk_size": 7, "leave_out": ("k",), "categorical": ("x",)}
    guess = guessed(REGRESSION, **given)
    assert guess.missing == []
    assert "timestamp" not in guess.settings
    assert "y_true" not in guess.settings
    assert (guess.settings["row_id"], guess.settings["chunk_size"], guess.settings["categorical_columns"]) == ("id", 7, ["x"])
    assert guess.left_out["k"] == "you said so"
    guess = guessed(REGRESSION, reference_until="2024-03-04")
    assert str(guess.settings["reference"]["until"]) == "2024-03-04"
    assert any("The reference has 9 chunks" in note for note in guess.notes)
    assert lacking(guessed(REGRESSION, reference_until="2030-01-01")) == {"--reference-until"}


def test_all_wrong_names_are_told_at_once():
    with pytest.raises(UserError) as error:
        guessed(REGRESSION, label="prise", row_id="x", timestamp="x", prediction="nothing")
    assert "3 of the given columns cannot be used" in error.value.message
    assert "--label: found 'prise'; allowed: a column of the table" in error.value.message
    assert "Did you mean 'price'?" in error.value.message
    assert "--timestamp: found 'x', which is also given by --row-id" in error.value.message


def test_without_a_prediction_the_inputs_can_be_watched():
    sql = f"select id, scored_at, x, k from ({ROWS})"
    assert lacking(guessed(sql)) == {"--prediction"}
    guess = guessed(sql, prediction="none", problem_type="regression")
    assert guess.missing == []
    assert any("only drift and data quality" in note for note in guess.notes)


def test_x_y_and_z_are_no_labels():
    guess = guessed(f"select *, x * 2 as y, x * 3 as z from ({REGRESSION})")
    assert guess.settings["y_true"] == "price"
    assert guess.settings["continuous_columns"] == ["chance", "x", "y", "z"]


def test_odd_names_and_types():
    sql = f"""
    select *, null as empty, cast(null as double) as empty_number, 1.5 as constant, [1] as list, interval 1 day as span, 'a' as "select",
        x as "--label", x as "none", x as "weiß, \"\"so\"\" 'x'",
        cast(x as decimal(9, 2)) as money, cast(id as hugeint) as big, 'nan'::double as nan,
        time '10:00' as clock, md5(cast(id as varchar)) as note, x as "[bold]"
    from ({REGRESSION})
    """
    guess = guessed(sql)
    assert guess.missing == []
    assert set(guess.left_out) == {"--label", "empty", "empty_number", "list", "span", "nan", "clock", "note"}
    assert guess.settings["continuous_columns"] == ["chance", "x", "constant", "none", "weiß, \"so\" 'x'", "money", "big", "[bold]"]
    assert guess.settings["categorical_columns"] == ["k", "select"]
    assert guessed(sql, label="none").settings["y_true"] == "none"  # there is such a column


def test_codes_are_categories():
    guess = guessed(f"select *, 30000 + id % 40 as zone_code, id % 40 as age, id % 2 as flag, id % 3000 as shop_id from ({REGRESSION})")
    assert guess.settings["categorical_columns"] == ["k", "zone_code", "flag"]
    assert "age" in guess.settings["continuous_columns"]
    assert guess.left_out == {"shop_id": guess.left_out["shop_id"]}


def test_500_columns():
    guess = guessed(f"select *, {', '.join(f'x + {i} as f{i}' for i in range(500))} from ({REGRESSION}) limit 500")
    assert guess.missing == []
    assert len(guess.settings["continuous_columns"]) == 502


@pytest.mark.parametrize(
    ("step", "period"),
    [("10 second", "hour"), ("1 hour", "week"), ("3 hour", "month"), ("12 hour", "month"), ("3 day", "quarter")],
)
def test_the_longest_period_with_enough_chunks_is_chosen(step, period):
    columns = f"i as id, timestamp '2020-01-01' + i * interval {step} as ts, i * 1.5 as y_true, i * 1.4 as y_pred"
    guess = guessed(f"select {columns} from range(9000) as t(i)")
    assert guess.settings.get("chunk_period", "size") == period


def test_one_time_for_all_rows():
    guess = guessed(f"select * replace (timestamp '2024-01-01' as scored_at) from ({REGRESSION})")
    assert lacking(guess) == {"--reference-until"}
    guess = guessed(f"select * replace (timestamp '2024-01-01' + interval (id // 3000) day as scored_at) from ({REGRESSION})")
    assert guess.missing == []
    assert str(guess.settings["reference"]["until"]) == "2024-01-02"
    assert guess.settings["chunk_size"] == 100


def test_instants_keep_the_clock_of_utc():
    guess = guessed(f"select * replace (scored_at at time zone 'UTC' as scored_at) from ({REGRESSION})")
    assert str(guess.settings["reference"]["until"]) == "2024-07-29"
