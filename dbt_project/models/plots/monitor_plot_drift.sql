{#-
  Every number of drift, data quality and summary statistics with its usual value, its threshold and its incident, ready to be drawn. `times_threshold` is
  the cell of a heat map: it goes on below the threshold, where alert_sizes() has no row. It reads no table that a check can fail on.
-#}
{%- set series = ml_monitor.segment_grain() + ["metric_family", "metric_name", "column_name", "drift_type"] %}
with
    numbers as (
        select
            *,
            case
                when {{ ml_monitor.is_metric_with("metric_name", "is_of_segments") }}
                then 'segment_share'
                when metric_family = 'multivariate_drift' or column_name = ':table'
                then 'multivariate'
                else 'input'
            end as kind
        from {{ ref("monitor_metrics") }}
        where metric_family in ('univariate_drift', 'multivariate_drift', 'data_quality', 'summary_statistics')
    ),

    usual_values as (
        select {{ series | join(", ") }}, {{ ml_monitor.mean_of_values("metric_value") }} as usual_value
        from {{ ref("monitor_metrics") }}
        where period = 'reference'
        group by {{ series | join(", ") }}
    ),

    -- The threshold that counts is the one that an alert passed, or else the one on the side where the value lies.
    sided as (
        select
            numbers.*,
            usual_values.usual_value,
            case
                when numbers.alert_direction <> ':none'
                then numbers.alert_direction
                when
                    numbers.upper_threshold is null
                    or (numbers.lower_threshold is not null and numbers.metric_value < usual_values.usual_value)
                then 'below'
                else 'above'
            end as side
        from numbers
        left join usual_values on {{ ml_monitor.same("numbers", "usual_values", series) }}
    ),

    alerts as (select sided.*, case side when 'below' then lower_threshold else upper_threshold end as beyond from sided),

    sized as (
        select
            alerts.*,
            thresholds.p_value_threshold,
            coalesce(alerts.lower_threshold, alerts.upper_threshold, thresholds.p_value_threshold) is not null as has_threshold,
            {{ ml_monitor.times_threshold("alerts.usual_value") }} as unbounded_times
        from alerts
        inner join {{ ref("monitor_config") }} as config on alerts.monitor_name = config.monitor_name
        left join {{ ref("monitor_thresholds") }} as thresholds on {{ ml_monitor.same("alerts", "thresholds", series) }}
    ),

    chunks as ({{ ml_monitor.plotted_chunks() }})

select
    sized.metric_id,
    sized.monitor_name,
    sized.model_version,
    sized.segment_column,
    sized.segment_value,
    sized.metric_family,
    sized.metric_name,
    sized.drift_type,
    sized.column_name,
    sized.column_role,
    sized.feature_type,
    sized.period,
    sized.chunk_key,
    sized.chunk_index,
    cast(chunks.chunk_position as {{ dbt.type_int() }}) as chunk_position,
    sized.chunk_start_date,
    sized.chunk_end_date,
    sized.chunk_start_index,
    sized.chunk_end_index,
    sized.metric_value,
    sized.lower_confidence_boundary as lower_boundary,
    sized.upper_confidence_boundary as upper_boundary,
    sized.usual_value,
    sized.lower_threshold,
    sized.upper_threshold,
    sized.p_value,
    sized.p_value_threshold,
    sized.verdict,
    sized.not_judged_reason,
    sized.is_worse,
    case
        when sized.is_alert
        then {{ ml_monitor.smaller(ml_monitor.larger("coalesce(unbounded_times, 1)", "1"), ml_monitor.real(1000)) }}
        when sized.has_threshold and sized.metric_value is not null
        then {{ ml_monitor.smaller(ml_monitor.larger("coalesce(unbounded_times, 0)", "0"), ml_monitor.real(1)) }}
    end as times_threshold,
    coalesce(incidents.incident_id, ':none') as incident_id
from sized
inner join chunks on {{ ml_monitor.same_chunk("sized", "chunks") }}
left join
    {{ ref("monitor_incident_spans") }} as incidents
    on {{ ml_monitor.same("sized", "incidents", ml_monitor.segment_grain() + ["kind"]) }}
    and case sized.kind when 'input' then sized.column_name else ':table' end = incidents.column_name
    and {{ ml_monitor.is_covered_by("sized", "incidents") }}
