{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
{#- The drift of each column in each chunk by the statistics of shares, from the counts of that chunk and those of its base. -#}
{%- set share_methods = ml_monitor.used_share_methods(ml_monitor.monitors()) %}
{%- set tested = ml_monitor.metrics_with(ml_monitor.metric_registry(), "has_p_value") | select("in", share_methods) | list %}
with
    pending as ({{ ml_monitor.pending_drift("not " ~ ml_monitor.compares_ecdfs("versions.metric_name")) }}),

    pending_series as (
        select distinct series, {{ ml_monitor.slice_columns() }}, column_name, feature_type, leaves_out, base_period, base_chunk_index
        from pending
    ),

    compared_shares as ({{ ml_monitor.compared_shares("pending_series") }}),

    share_distances as ({{ ml_monitor.share_distances("compared_shares", share_methods) }}),

    {%- for method in tested %}
        {{ method }}_tests as (
            select share_distances.series, share_distances.{{ method }}, share_distances.degrees_of_freedom
            from share_distances
            inner join pending_series on share_distances.series = pending_series.series and pending_series.feature_type = 'categorical'
            where share_distances.{{ method }} is not null
        ),

        {{ method }}_p_values as {{ ml_monitor.materialized() }} (
            {{ ml_monitor.chi2_p_values(method ~ "_tests", keys=["series"], statistic=method) }}
        ),
    {%- endfor %}

    distances as (
        select
            pending.*,
            'exact' as method,
            share_distances.reference_total,
            share_distances.chunk_total,
            case
                pending.metric_name
                when ':none'
                then {{ ml_monitor.real(none) }}
                {%- for method in share_methods %} when '{{ method }}' then share_distances.{{ method }} {%- endfor %}
            end as metric_value,
            case
                pending.metric_name
                when ':none'
                then {{ ml_monitor.real(none) }}
                {%- for method in tested %} when '{{ method }}' then {{ method }}_p_values.p_value {%- endfor %}
            end as p_value,
            case
                pending.metric_name
                when ':none'
                then {{ ml_monitor.real(none) }}
                {%- for method in share_methods %} when '{{ method }}' then share_distances.{{ method }}_error {%- endfor %}
            end as error_of_samples_apart
        from pending
        left join share_distances on pending.series = share_distances.series
        {%- for method in tested %} left join {{ method }}_p_values on pending.series = {{ method }}_p_values.series {%- endfor %}
    ),

    numbers as ({{ ml_monitor.drift_results("distances") }})

select {{ ml_monitor.number_columns() }}, result_version, computed_at
from numbers
