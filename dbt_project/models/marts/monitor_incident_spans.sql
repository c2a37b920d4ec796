{#-
  Where incidents begin and end: a pure function of monitor_metrics. All numbers of one kind and column make one series of judged chunks, and an incident is a run of
  alerting chunks in it, over gaps of up to close_after() judged chunks without an alert. A chunk that is not judged is not in the series: it neither opens nor closes.
  A run opens an incident with its first chunk that has an alert of judge.open_at times its threshold, or with the second alerting chunk in a row. Where nothing
  drifts, most alerts are smaller and stay alone (docs/measured/verdicts.md).
-#}
{%- set grain = ml_monitor.incident_grain() %}
{%- set judged_grain = [] %}
{%- for column in grain %} {%- do judged_grain.append("judged." ~ column) %} {%- endfor %}
{%- set id_parts = [] %}
{%- for column in grain %} {%- do id_parts.extend(["spans." ~ column, "'|'"]) %} {%- endfor %}
{%- do id_parts.append("opened.chunk_key") %}
with
    judged as (
        select
            metrics.metric_id,
            metrics.monitor_name,
            metrics.model_version,
            metrics.segment_column,
            metrics.segment_value,
            {{ ml_monitor.incident_kind("metrics") }} as kind,
            case {{ ml_monitor.incident_kind("metrics") }} when 'input' then metrics.column_name else ':table' end as column_name,
            metrics.chunk_index,
            metrics.metric_family,
            metrics.metric_name,
            metrics.drift_type,
            metrics.metric_value,
            metrics.lower_threshold,
            metrics.upper_threshold,
            metrics.is_worse
        from {{ ref("monitor_metrics") }} as metrics
        inner join {{ ref("monitor_config") }} as config on metrics.monitor_name = config.monitor_name
        where
            metrics.period = 'analysis'
            and metrics.verdict <> 'not_judged'
            -- A jump is two alerts against the chunk before, there and back: it opens incidents only where nothing else is computed.
            and metrics.drift_type in (':none', {{ ml_monitor.ranked_drift_type("config") }})
    ),

    sizes as {{ ml_monitor.materialized() }} ({{ ml_monitor.alert_sizes() }}),

    chunks as (
        select
            {{ judged_grain | join(", ") }},
            judged.chunk_index,
            min(judged.model_version) as model_version,
            sum(case when judged.is_worse then 1 else 0 end) as alert_count,
            max(case when judged.is_worse and sizes.opens_alone then 1 else 0 end) as opens_alone
        from judged
        left join sizes on judged.metric_id = sizes.metric_id
        where judged.kind is not null
        group by {{ judged_grain | join(", ") }}, judged.chunk_index
    ),

    numbered as (
        select
            *,
            row_number() over (partition by {{ grain | join(", ") }} order by chunk_index) as judged_number,
            count(*) over (partition by {{ grain | join(", ") }}) as judged_count
        from chunks
    ),

    alerting as (
        select
            *,
            case
                when
                    judged_number - lag(judged_number) over (partition by {{ grain | join(", ") }} order by judged_number) - 1
                    <= {{ ml_monitor.close_after() }}
                then 0
                else 1
            end as begins_run,
            case
                when
                    opens_alone = 1
                    or judged_number - lag(judged_number) over (partition by {{ grain | join(", ") }} order by judged_number) = 1
                then judged_number
            end as opening_number
        from numbered
        where alert_count > 0
    ),

    placed as (
        select
            *,
            sum(begins_run) over (
                partition by {{ grain | join(", ") }} order by judged_number rows between unbounded preceding and current row
            ) as incident_number
        from alerting
    ),

    opened_runs as (
        select *, min(opening_number) over (partition by {{ grain | join(", ") }}, incident_number) as opened_number from placed
    ),

    spans as (
        select
            {{ grain | join(", ") }},
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
        group by {{ grain | join(", ") }}, incident_number
    ),

    -- The cells of a confusion matrix come last: what they say, a metric says better.
    worst as (
        select
            judged.*,
            opened_runs.incident_number,
            sizes.times_threshold,
            row_number() over (
                partition by {{ judged_grain | join(", ") }}, opened_runs.incident_number
                order by
                    case when sizes.is_cell then 1 else 0 end,
                    sizes.times_threshold desc,
                    judged.chunk_index desc,
                    judged.metric_name,
                    judged.metric_family
            ) as place
        from judged
        inner join sizes on judged.metric_id = sizes.metric_id
        inner join
            opened_runs
            on {{ ml_monitor.same("judged", "opened_runs", grain) }}
            and judged.chunk_index = opened_runs.chunk_index
            and opened_runs.judged_number >= opened_runs.opened_number
        where judged.is_worse
    )

select
    {{ dbt.hash(dbt.concat(id_parts)) }} as incident_id,
    spans.monitor_name,
    spans.model_version,
    spans.segment_column,
    spans.segment_value,
    spans.kind,
    spans.column_name,
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
inner join worst on {{ ml_monitor.same("spans", "worst", grain) }} and spans.incident_number = worst.incident_number and worst.place = 1
left join numbered as closed on {{ ml_monitor.same("spans", "closed", grain) }} and spans.closing_number = closed.judged_number
inner join
    {{ ref("monitor_chunks") }} as opened
    on spans.monitor_name = opened.monitor_name
    and spans.opened_chunk_index = opened.chunk_index
    and opened.period = 'analysis'
inner join
    {{ ref("monitor_chunks") }} as last_alert
    on spans.monitor_name = last_alert.monitor_name
    and spans.last_alert_chunk_index = last_alert.chunk_index
    and last_alert.period = 'analysis'
left join
    {{ ref("monitor_chunks") }} as closing
    on spans.monitor_name = closing.monitor_name
    and closed.chunk_index = closing.chunk_index
    and closing.period = 'analysis'
