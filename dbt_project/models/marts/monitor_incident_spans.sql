{#-
  Where incidents begin and end: a pure function of monitor_metrics. All numbers of one kind and column make one series of judged chunks, and an incident is a run of
  alerting chunks in it, over gaps of up to close_after() judged chunks without an alert. A chunk that is not judged is not in the series: it neither opens nor closes.
  A run opens an incident with its first chunk that has an alert of judge.open_at times its threshold, or with the second alerting chunk in a row. Where nothing
  drifts, most alerts are smaller and stay alone (docs/measured/verdicts.md).
-#}
{%- set grain = ml_monitor.incident_grain() %}
{%- set id_parts = [] %}
{%- for column in grain %} {%- do id_parts.extend(["worst." ~ column, "'|'"]) %} {%- endfor %}
{%- do id_parts.append("opened.chunk_key") %}
with
    -- Only series with an alert are looked at, and each has a number: engines sort numbers faster than names.
    series as (
        select {{ grain | join(", ") }}, row_number() over (order by {{ grain | join(", ") }}) as series_number
        from
            (
                select distinct {{ ml_monitor.incident_series("metrics") }}
                from {{ ref("monitor_metrics") }} as metrics
                inner join {{ ref("monitor_config") }} as config on metrics.monitor_name = config.monitor_name
                where metrics.is_worse and {{ ml_monitor.is_in_incident_series("metrics", "config") }}
            ) as distinct_series
    ),

    worse as ({{ ml_monitor.worse_numbers("series") }}),

    numbered as ({{ ml_monitor.judged_chunks("series") }}),

    chunks as (
        select
            series_number,
            chunk_index,
            max(model_version) as model_version,
            count(*) as alert_count,
            max(case when opens_alone then 1 else 0 end) as opens_alone
        from worse
        group by series_number, chunk_index
    ),

    alerting as (
        select
            chunks.*,
            numbered.judged_number,
            numbered.judged_count,
            numbered.judged_number
            - lag(numbered.judged_number) over (partition by chunks.series_number order by numbered.judged_number) as distance
        from chunks
        inner join numbered on {{ ml_monitor.same("chunks", "numbered", ["series_number", "chunk_index"]) }}
    ),

    placed as (
        select
            *,
            case when opens_alone = 1 or distance = 1 then judged_number end as opening_number,
            sum(case when distance <= {{ ml_monitor.close_after() + 1 }} then 0 else 1 end) over (
                partition by series_number order by judged_number rows between unbounded preceding and current row
            ) as incident_number
        from alerting
    ),

    opened_runs as (select *, min(opening_number) over (partition by series_number, incident_number) as opened_number from placed),

    spans as (
        select
            series_number,
            incident_number,
            max(model_version) as model_version,
            min(chunk_index) as opened_chunk_index,
            max(chunk_index) as last_alert_chunk_index,
            min(opened_number) as opened_number,
            max(judged_number) + {{ ml_monitor.close_after() }} + 1 as closing_number,
            max(judged_count) as judged_count,
            sum(alert_count) as alert_count,
            count(*) as alert_chunk_count
        from opened_runs
        where judged_number >= opened_number
        group by series_number, incident_number
    ),

    -- The cells of a confusion matrix come last: what they say, a metric says better. A rate that is known comes before one that is
    -- estimated.
    worst as (
        select
            worse.*,
            opened_runs.incident_number,
            row_number() over (
                partition by worse.series_number, opened_runs.incident_number
                order by
                    case when worse.is_cell then 1 else 0 end,
                    case worse.metric_family when 'estimated_fairness' then 1 else 0 end,
                    worse.times_threshold desc,
                    worse.chunk_index desc,
                    worse.metric_name,
                    worse.metric_family
            ) as place
        from worse
        inner join
            opened_runs
            on {{ ml_monitor.same("worse", "opened_runs", ["series_number", "chunk_index"]) }}
            and opened_runs.judged_number >= opened_runs.opened_number
    )

select
    {{ dbt.hash(dbt.concat(id_parts)) }} as incident_id,
    worst.monitor_name,
    spans.model_version,
    worst.segment_column,
    worst.segment_value,
    worst.kind,
    worst.column_name,
    case when closed.chunk_index is null then 'open' else 'closed' end as status,
    cast(spans.opened_chunk_index as {{ dbt.type_int() }}) as opened_chunk_index,
    opened.chunk_key as opened_chunk_key,
    opened.chunk_start_date as opened_chunk_date,
    cast(spans.last_alert_chunk_index as {{ dbt.type_int() }}) as last_alert_chunk_index,
    last_alert.chunk_key as last_alert_chunk_key,
    last_alert.chunk_start_date as last_alert_chunk_date,
    cast(closed.chunk_index as {{ dbt.type_int() }}) as closed_chunk_index,
    closing.chunk_key as closed_chunk_key,
    closing.chunk_start_date as closed_chunk_date,
    cast(
        case when closed.chunk_index is null then spans.judged_count else spans.closing_number end
        - spans.opened_number
        + 1 as {{ dbt.type_bigint() }}
    ) as judged_chunk_count,
    cast(spans.alert_count as {{ dbt.type_bigint() }}) as alert_count,
    cast(spans.alert_chunk_count as {{ dbt.type_bigint() }}) as alert_chunk_count,
    worst.metric_name as worst_metric,
    worst.metric_family as worst_family,
    worst.drift_type as worst_drift_type,
    worst.metric_value as worst_value,
    worst.lower_threshold as usual_low,
    worst.upper_threshold as usual_high,
    worst.times_threshold
from spans
inner join worst on {{ ml_monitor.same("spans", "worst", ["series_number", "incident_number"]) }} and worst.place = 1
left join
    numbered as closed on spans.series_number = closed.series_number and spans.closing_number = closed.judged_number
    {%- for join, chunk, index in [
    ("inner join", "opened", "spans.opened_chunk_index"),
    ("inner join", "last_alert", "spans.last_alert_chunk_index"),
    ("left join", "closing", "closed.chunk_index"),
] %}
        {{ join }} {{ ref("monitor_chunks") }} as {{ chunk }}
        on worst.monitor_name = {{ chunk }}.monitor_name
        and {{ index }} = {{ chunk }}.chunk_index
        and {{ chunk }}.period = 'analysis'
    {%- endfor %}
