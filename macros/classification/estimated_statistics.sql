{#
  What estimated classification metrics are made of, per chunk, by confidence-based performance estimation (CBPE): a row is a true positive with the calibrated
  probability of its predicted class, and so on. From the rows of calibrated_rows():
    count               expected rows by true and predicted class
    roc_auc, average_precision   expected areas of a class against the rest: rows in the order of their predicted probability, each in part positive
  Source: NannyML, "Confidence-based performance estimation"; its sums are the same, which rounds the running totals to five decimals.
#}
{% macro estimated_statistics(monitor, period, rows) %}
    {%- for class in monitor.classes %}
        {{ ml_monitor.classification_statistic(monitor, period, "count", ml_monitor.sum_of_values("calibrated_" ~ class.index), class.index, "y_pred") }}
        from {{ rows }}
        group by {{ ml_monitor.slice_index() }}, y_pred
        union all
    {%- endfor %}
    {%- if monitor.has_rankings %}
        {%- for class in monitor.classes if class.is_scored %}
            {{ ml_monitor.ranking_statistics(monitor, period, class, ml_monitor.estimated_rankings(rows, class)) }}
            union all
        {%- endfor %}
    {%- endif %}
    {{ ml_monitor.classification_statistic(monitor, period, "row_count", "count(*)") }}
    from {{ rows }}
    group by {{ ml_monitor.slice_index() }}
{% endmacro %}


{# roc_auc and average_precision of one class per chunk; rows of the same probability are in the order of their ids. #}
{% macro estimated_rankings(rows, class) %}
    {%- set calibrated = "calibrated_" ~ class.index -%}
    {%- set total = "(" ~ ml_monitor.sum_of_values(calibrated) ~ ")" %}
    {%- set down_to = "partition by " ~ ml_monitor.slice_index() ~ " order by probability_" ~ class.index ~ " desc, row_id" %}
    select
        {{ ml_monitor.slice_index() }},
        sum((1 - {{ calibrated }}) * (positives_down_to - {{ calibrated }} / 2))
        / nullif({{ total }} * (count(*) - {{ total }}), 0) as roc_auc,
        sum({{ calibrated }} * positives_down_to / place) / nullif({{ total }}, 0) as average_precision
    from
        (
            select
                {{ ml_monitor.slice_index() }},
                {{ calibrated }},
                place,
                -- Only what is beyond the smallest is added up: a running total of equal values would drift from their product.
                place * smallest + sum({{ calibrated }} - smallest) over (
                    partition by {{ ml_monitor.slice_index() }} order by place rows between unbounded preceding and current row
                ) as positives_down_to
            from
                (
                    select
                        {{ ml_monitor.slice_index() }},
                        {{ calibrated }},
                        row_number() over ({{ down_to }}) as place,
                        min({{ calibrated }}) over (partition by {{ ml_monitor.slice_index() }}) as smallest
                    from {{ rows }}
                ) as numbered
        ) as placed
    group by {{ ml_monitor.slice_index() }}
{% endmacro %}


{#
  The rows of classified_rows() that have a prediction and all probabilities, with the calibrated probability of each class: between two knots of
  monitor_fitted_calibration linear. Of several scored classes each is calibrated against the rest, and their sum is made 1; a row of which all become 0 may be
  of any class. `more_columns` of these rows are kept.
#}
{% macro calibrated_rows(monitor, rows, more_columns=[]) %}
    {%- set scored = monitor.classes | selectattr("is_scored") | list %}
    {%- set knots = [] %}
    {%- for class in scored %} {%- do knots.append("knots_" ~ class.index) %} {%- endfor %}
    {%- set total -%}
        ({% for class in scored %}{{ " + " if not loop.first }}one_against_rest_{{ class.index }}{% endfor %})
    {%- endset %}
    select
        {{ ml_monitor.slice_index() }},
        row_id,
        y_true,
        y_pred,
        {%- for name in more_columns %} {{ name }}, {%- endfor %}
        {%- for class in scored %} probability_{{ class.index }}, {%- endfor %}
        {%- if scored | length == 1 %} 1 - one_against_rest_1 as calibrated_0, one_against_rest_1 as calibrated_1
        {%- else %}
            {%- for class in scored %}
                case
                    when {{ total }} > 0
                    then one_against_rest_{{ class.index }} / {{ total }}
                    else 1 / cast({{ scored | length }} as {{ ml_monitor.type_double() }})
                end as calibrated_{{ class.index }}
                {{- "," if not loop.last }}
            {%- endfor %}
        {%- endif %}
    from
        (
            select
                {{ ml_monitor.broadcast_hint(knots) }}
                scored_rows.*
                {%- for class in scored %}
                    ,
                    knots_{{ class.index }}.calibrated_start
                    + (scored_rows.probability_{{ class.index }} - knots_{{ class.index }}.score_start)
                    * knots_{{ class.index }}.slope as one_against_rest_{{ class.index }}
                {%- endfor %}
            from ({{ rows }}) as scored_rows
            {%- for class in scored %}
                inner join
                    (
                        select *
                        from {{ ref("monitor_fitted_calibration") }}
                        where monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and class_index = {{ class.index }}
                    ) as knots_{{ class.index }}
                    on cast(
                        floor(scored_rows.probability_{{ class.index }} * {{ ml_monitor.calibration_buckets() }}) as {{ dbt.type_bigint() }}
                    )
                    = knots_{{ class.index }}.bucket
                    and scored_rows.probability_{{ class.index }} >= knots_{{ class.index }}.lower_score
                    and scored_rows.probability_{{ class.index }} < knots_{{ class.index }}.upper_score
            {%- endfor %}
            where scored_rows.y_pred is not null
        ) as calibrated_against_rest
{% endmacro %}


{# How many equal parts the probabilities from 0 to 1 are looked up by; the same number is in monitor_fitted_calibration. #}
{% macro calibration_buckets() %} {{ return(1024) }} {% endmacro %}
