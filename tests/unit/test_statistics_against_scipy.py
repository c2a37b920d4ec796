"""The statistics macros over tables of many random cases, each compared with scipy or numpy."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from consumer import TELLING, Consumer
from registry import SHARE_METHODS
from scipy import special, stats
from scipy.spatial import distance
from share_statistics import STATISTICS

SHARE_STATISTICS = ["jensen_shannon", "hellinger", "total_variation_distance", "l_infinity"]
CHI2_DEGREES = [*range(1, 51), 1000, 9999]
CHI2_STATISTICS = [*np.geomspace(1e-6, 1e4, 61), 0.5, 1.0, 700.0, 1400.0, 1480.0]


def share_cases() -> list[tuple[np.ndarray, np.ndarray]]:
    """Pairs of distributions over 2 to 60 bins: near and far, even and lopsided, with and without empty bins, and disjoint ones."""
    random = np.random.default_rng(20240101)
    cases = []
    for case in range(150):
        bins = int(random.integers(2, 61))
        concentration = [0.05, 1.0, 30.0][case % 3]
        p = random.dirichlet(np.full(bins, concentration))
        q = random.dirichlet(np.full(bins, concentration)) if case % 2 else p + random.uniform(0, 1e-3, bins)
        if case % 5 == 0:
            p[random.random(bins) < 0.4] = 0
            q[random.random(bins) < 0.4] = 0
            p[0], q[-1] = 0.25, 0.25
        cases.append((p / p.sum(), q / q.sum()))
    cases.append((np.array([0.25, 0.75, 0.0]), np.array([0.0, 0.0, 1.0])))
    cases.append((np.array([1 / 3, 2 / 3]), np.array([1 / 3, 2 / 3])))
    return cases


def count_cases() -> list[np.ndarray]:
    """Tables of two rows, reference and chunk, by 1 to 12 categories, from counts of 1 to those of a million rows."""
    random = np.random.default_rng(20240102)
    cases = []
    for case in range(200):
        categories = [1, 2, 2, 2, 3, 12][case % 6]
        shares = random.dirichlet(np.ones(categories), size=2)
        if case % 4 == 0:
            shares[1] = shares[0]
        table = np.array([random.multinomial(total, share) for total, share in zip([10 ** (2 + case % 5), 40 + case], shares)])
        cases.append(table[:, table.sum(axis=0) > 0])
    cases += [np.array([[1, 2], [1, 1]]), np.array([[10, 20], [20, 10]]), np.array([[5, 0], [0, 7]]), np.array([[5, 5], [50, 50]])]
    return cases


def correlation_cases() -> list[tuple[np.ndarray, np.ndarray]]:
    """Pairs of samples of 2 to 60 values, uncorrelated, weakly and strongly correlated in both directions."""
    random = np.random.default_rng(20240103)
    cases = []
    for size in range(2, 61):
        for slope in (0.0, 0.5, -0.5, 4.0, -50.0):
            x = random.normal(size=size)
            cases.append((x, slope * x + random.normal(size=size)))
    return cases


def chi2_grid() -> pd.DataFrame:
    grid = pd.MultiIndex.from_product([CHI2_DEGREES, CHI2_STATISTICS], names=["degrees_of_freedom", "statistic"]).to_frame(index=False)
    return grid.assign(case_id=range(len(grid)))


def erfc_arguments() -> np.ndarray:
    random = np.random.default_rng(20240104)
    return np.concatenate([[0, 0.5, np.nextafter(0.5, 0), 2 * np.pi, 26.0], np.geomspace(1e-12, 26, 400), random.uniform(0, 7, 1000)])


def share_table() -> pd.DataFrame:
    parts = [pd.DataFrame({"case_id": case, "p": p, "q": q}) for case, (p, q) in enumerate(share_cases())]
    return pd.concat(parts, ignore_index=True)


def count_table() -> pd.DataFrame:
    parts = []
    for case, table in enumerate(count_cases()):
        totals = {"reference_total": table[0].sum(), "chunk_total": table[1].sum(), "category_count": table.shape[1]}
        parts.append(pd.DataFrame({"case_id": case, "reference_count": table[0], "chunk_count": table[1], **totals}))
    return pd.concat(parts, ignore_index=True)


def correlation_table() -> pd.DataFrame:
    rows = [(case, np.corrcoef(x, y)[0, 1], len(x)) for case, (x, y) in enumerate(correlation_cases())]
    return pd.DataFrame(rows, columns=["case_id", "pearsonr_correlation", "pair_count"])


CHI2_ARGUMENTS = "'reference_count', 'chunk_count', 'reference_total', 'chunk_total', 'category_count'"
MODELS = {
    "evaluated_shares": "select case_id, "
    + ", ".join(f"{{{{ ml_monitor.{name}('p', 'q') }}}} as {name}" for name in SHARE_STATISTICS)
    + " from {{ ref('shares') }} group by case_id",
    "compared_counts": "select case_id as series, reference_count, chunk_count, category_count, "
    "cast(reference_total as double) as reference_total, cast(chunk_total as double) as chunk_total, "
    "reference_count / cast(reference_total as double) as reference_share, chunk_count / cast(chunk_total as double) as chunk_share "
    "from {{ ref('counts') }}",
    "evaluated_counts": "select series as case_id, distances.* "
    f"from ({{{{ ml_monitor.share_distances(ref('compared_counts'), {SHARE_METHODS}) }}}}) as distances",
    "evaluated_indices": "select case_id, "
    "{{ ml_monitor.population_stability_index('p', 'q', '400', '50') }} as there, "
    "{{ ml_monitor.population_stability_index('q', 'p', '50', '400') }} as back "
    "from {{ ref('shares') }} group by case_id",
    "evaluated_chi2": "select case_id, max(category_count) - 1 as degrees_of_freedom, "
    f"{{{{ ml_monitor.chi2({CHI2_ARGUMENTS}) }}}} as statistic "
    "from {{ ref('counts') }} group by case_id",
    "evaluated_chi2_tests": "{{ ml_monitor.chi2_p_values(ref('evaluated_chi2'), ['case_id']) }}",
    "evaluated_chi2_p_values": "{{ ml_monitor.chi2_p_values(ref('chi2_grid'), ['case_id']) }}",
    "evaluated_large_chi2_p_values": "{{ ml_monitor.chi2_p_values(ref('large_chi2_grid'), ['case_id']) }}",
    "evaluated_erfc": "select x, {{ ml_monitor.erfc('x') }} as erfc from {{ ref('erfc_arguments') }}",
    "evaluated_pearson": "{{ ml_monitor.pearson_p_values(ref('correlations'), ['case_id']) }}",
}


def large_chi2_grid() -> pd.DataFrame:
    """More degrees of freedom than the sum has terms for; statistics up to six standard deviations from their mean."""
    cases = [(degrees, degrees + deviations * np.sqrt(2 * degrees)) for degrees in (200_001, 500_000) for deviations in range(-6, 7)]
    table = pd.DataFrame(cases, columns=["degrees_of_freedom", "statistic"])
    return table.assign(case_id=range(len(table)))


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory) -> Consumer:
    """A project that has evaluated every macro over all of its cases."""
    tables = {
        "shares": share_table(),
        "counts": count_table(),
        "chi2_grid": chi2_grid(),
        "large_chi2_grid": large_chi2_grid(),
        "erfc_arguments": pd.DataFrame({"x": erfc_arguments()}),
        "correlations": correlation_table(),
    }
    consumer = Consumer(tmp_path_factory.mktemp("statistics"), {**tables, **MODELS}, leaves_out=TELLING)
    consumer.build("--select", "package:consumer")
    return consumer


def evaluated_rows(consumer: Consumer, sql: str) -> pd.DataFrame:
    """The result of a query; Consumer.query wants the schema of the package, which is not built here."""
    with duckdb.connect(str(consumer.database)) as connection:
        return connection.execute(sql).df()


def by_case(consumer: Consumer, model: str, column: str, case_count: int) -> np.ndarray:
    """One value per case, in the order of the cases; every case has exactly one."""
    rows = evaluated_rows(consumer, f"select case_id, {column} from {model} order by case_id")
    assert rows["case_id"].tolist() == list(range(case_count))
    return rows[column].to_numpy(dtype=float)


def test_every_statistic_of_shares_has_a_second_computation():
    assert sorted(STATISTICS) == sorted(SHARE_METHODS)


@pytest.mark.parametrize("name", STATISTICS)
def test_statistics_of_counts(evaluated, name):
    """Each statistic of tables of counts is what its second computation gives, within its limits, and has a sampling error."""
    statistic, cases = STATISTICS[name], count_cases()
    actual = by_case(evaluated, "evaluated_counts", name, len(cases))
    np.testing.assert_allclose(actual, [statistic.computed(table) for table in cases], rtol=1e-10, atol=statistic.near_zero)
    assert actual.min() >= 0
    assert statistic.upper_limit is None or actual.max() <= statistic.upper_limit
    # The last case has equal shares on both sides, the one before no category that both have.
    assert actual[-1] == 0
    assert statistic.of_disjoint is None or actual[-2] == pytest.approx(statistic.of_disjoint, rel=1e-15)
    errors = by_case(evaluated, "evaluated_counts", f"{name}_error", len(cases))
    assert np.isfinite(errors).all()
    assert errors.min() >= 0


def test_jensen_shannon(evaluated):
    """The distance is scipy's with base 2; its square, which rounding does not blow up near 0, agrees to 1e-15."""
    cases = share_cases()
    actual = by_case(evaluated, "evaluated_shares", "jensen_shannon", len(cases))
    expected = np.nan_to_num([distance.jensenshannon(p, q, base=2) for p, q in cases])
    np.testing.assert_allclose(actual**2, expected**2, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-8)


def test_hellinger(evaluated):
    """The distance is the root of half the squared distance between the roots of the shares."""
    cases = share_cases()
    actual = by_case(evaluated, "evaluated_shares", "hellinger", len(cases))
    expected = [np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2) for p, q in cases]
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=0)


def test_total_variation_distance(evaluated):
    """The distance is half of scipy's city block distance."""
    cases = share_cases()
    actual = by_case(evaluated, "evaluated_shares", "total_variation_distance", len(cases))
    np.testing.assert_allclose(actual, [distance.cityblock(p, q) / 2 for p, q in cases], rtol=1e-12, atol=0)


def test_population_stability_index(evaluated):
    """The sum of both Kullback-Leibler divergences where no bin is empty, half a count where one is; the same with the sides exchanged."""
    cases = share_cases()
    actual = by_case(evaluated, "evaluated_indices", "there", len(cases))
    expected = []
    for p, q in cases:
        kept = (p > 0) | (q > 0)
        p, q = np.where(p > 0, p, 0.5 / 400)[kept], np.where(q > 0, q, 0.5 / 50)[kept]
        expected.append(special.rel_entr(p, q).sum() + special.rel_entr(q, p).sum())
    np.testing.assert_allclose(actual, expected, rtol=1e-10, atol=1e-15)
    np.testing.assert_allclose(by_case(evaluated, "evaluated_indices", "back", len(cases)), actual, rtol=1e-12, atol=1e-15)
    assert actual.min() >= 0
    assert actual[-1] == 0


def test_l_infinity(evaluated):
    """The distance is scipy's Chebyshev distance, to the last bit."""
    cases = share_cases()
    actual = by_case(evaluated, "evaluated_shares", "l_infinity", len(cases))
    np.testing.assert_array_equal(actual, [distance.chebyshev(p, q) for p, q in cases])


@pytest.mark.parametrize("name", SHARE_STATISTICS)
def test_share_statistics_stay_within_bounds(evaluated, name):
    """0 for equal distributions, 1 for disjoint ones, never outside."""
    actual = by_case(evaluated, "evaluated_shares", name, len(share_cases()))
    assert actual.min() >= 0
    assert actual.max() <= 1
    assert actual[-1] == 0
    assert actual[-2] == 1


def test_chi2(evaluated):
    """Statistic and p-value are those of scipy's test of independence with its default correction."""
    cases = count_cases()
    statistics = by_case(evaluated, "evaluated_chi2", "statistic", len(cases))
    p_values = by_case(evaluated, "evaluated_chi2_tests", "p_value", len(cases))
    expected = [stats.chi2_contingency(table) for table in cases]
    np.testing.assert_allclose(statistics, [result.statistic for result in expected], rtol=1e-11, atol=1e-20)
    np.testing.assert_allclose(p_values, [result.pvalue for result in expected], rtol=1e-9, atol=1e-300)


def test_chi2_p_values(evaluated):
    """The upper tail agrees with scipy to 1e-9, and in the far tail, where absolute digits say nothing, to 1e-7 of itself."""
    grid = chi2_grid()
    actual = by_case(evaluated, "evaluated_chi2_p_values", "p_value", len(grid))
    expected = stats.chi2.sf(grid["statistic"], grid["degrees_of_freedom"])
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9)
    in_tail = (expected < 1e-9) & (expected > 1e-290)
    assert in_tail.sum() > 400
    np.testing.assert_allclose(actual[in_tail], expected[in_tail], rtol=1e-7)


def test_chi2_p_values_are_probabilities(evaluated):
    """No p-value leaves [0, 1], and more of a statistic never makes it larger."""
    grid = chi2_grid()
    actual = by_case(evaluated, "evaluated_chi2_p_values", "p_value", len(grid))
    assert actual.min() >= 0
    assert actual.max() <= 1
    falling = grid.assign(p_value=actual).sort_values(["degrees_of_freedom", "statistic"]).groupby("degrees_of_freedom")["p_value"].diff()
    assert falling.max() <= 1e-12


def test_chi2_p_values_of_many_degrees_of_freedom(evaluated):
    """The cube-root approximation is good to 1e-7 where it is used, on both sides of the mean."""
    grid = large_chi2_grid()
    actual = by_case(evaluated, "evaluated_large_chi2_p_values", "p_value", len(grid))
    np.testing.assert_allclose(actual, stats.chi2.sf(grid["statistic"], grid["degrees_of_freedom"]), rtol=0, atol=1e-7)


def test_erfc(evaluated):
    """The series and the sum agree with scipy to 1e-12 of the value, at both of their ends too."""
    rows = evaluated_rows(evaluated, "select x, erfc from evaluated_erfc")
    assert len(rows) == len(erfc_arguments())
    np.testing.assert_allclose(rows["erfc"], special.erfc(rows["x"]), rtol=1e-12)


def test_pearson_p_values(evaluated):
    """The p-value of every sample of 2 to 60 pairs is that of scipy's test."""
    cases = correlation_cases()
    actual = by_case(evaluated, "evaluated_pearson", "p_value", len(cases))
    expected = [stats.pearsonr(x, y).pvalue for x, y in cases]
    np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-12)
