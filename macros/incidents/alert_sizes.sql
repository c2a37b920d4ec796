{#
  How far beyond its threshold each alert of the analysis lies: (value - usual) / (threshold - usual), where `usual` is the mean over the reference chunks. 1 is the
  threshold itself; never below 1 and never above 1,000. A select of metric_id, times_threshold, is_cell (whether the metric is a cell of a confusion matrix) and opens_alone: whether one
  such chunk is enough for an incident. It is where the alert has judge.open_at times its threshold, and where the user set the threshold. Of a segment, is_beyond_chance tells
  whether the alert is larger than the many segments bring about by chance (size_beyond_chance).
    p-values          ln(p) / ln(threshold): each factor of the threshold counts once
    no width          where the usual value does not lie within the threshold, such as unseen values that the reference has none of: 1 + 10 times the share of rows
                      for data quality; elsewhere 1 + the distance from the threshold as a share of the larger of the two
#}
{% macro alert_sizes() %}
    {%- set series = ml_monitor.segment_grain() + ["metric_name", "column_name", "drift_type"] %}
    select
        metric_id,
        is_cell,
        {{ ml_monitor.smaller(ml_monitor.larger("coalesce(times_threshold, 1)", "1"), ml_monitor.real(1000)) }} as times_threshold,
        case
            when is_users_threshold or coalesce(times_threshold, 1) >= open_at * size_beyond_chance then true else false
        end as opens_alone,
        case
            -- Counts of rows follow the size of a segment, which changes without a fault.
            when is_cell and is_of_segment
            then false
            when is_users_threshold or coalesce(times_threshold, 1) >= size_beyond_chance
            then true
            else false
        end as is_beyond_chance
    from
        (
            select
                alerts.metric_id,
                settings.true_class_index is not null as is_cell,
                alerts.segment_column <> ':all' as is_of_segment,
                config.judge_open_at as open_at,
                case
                    -- Numbers that are tested have p-values that know how many they are.
                    when alerts.segment_column = ':all' or settings.significance_level is not null
                    then {{ ml_monitor.real(1) }}
                    else {{ ml_monitor.size_beyond_chance("segment_counts.segment_count", "usual.usual_count", "alerts.count_used") }}
                end as size_beyond_chance,
                -- What is counted has a constant threshold by default: none. So have comparisons of groups: four fifths.
                thresholds.threshold_type = 'constant'
                and alerts.metric_family <> 'data_quality'
                and settings.significance_level is null as is_users_threshold,
                {{ ml_monitor.times_threshold("usual.usual_value") }} as times_threshold
            from
                (
                    select
                        *,
                        alert_direction as side,
                        case alert_direction when 'above' then upper_threshold when 'below' then lower_threshold end as beyond,
                        {{ ml_monitor.judged_family("metric_family") }} as usual_family
                    from {{ ref("monitor_metrics") }}
                    where period = 'analysis' and is_alert
                ) as alerts
            inner join {{ ref("monitor_config") }} as config on alerts.monitor_name = config.monitor_name
            left join
                {{ ref("monitor_thresholds") }} as thresholds
                on {{ ml_monitor.same("alerts", "thresholds", series) }}
                and alerts.metric_family = thresholds.metric_family
            left join
                (
                    select monitor_name, count(distinct segment_column || '|' || segment_value) - 1 as segment_count
                    from {{ ref("monitor_thresholds") }}
                    -- What a segment has a share of, others may have no number of.
                    where not ({{ ml_monitor.is_metric_with("metric_name", "is_of_segments") }})
                    group by monitor_name
                ) as segment_counts
                on alerts.monitor_name = segment_counts.monitor_name
            left join
                {{ ref("monitor_metric_settings") }} as settings
                on {{ ml_monitor.same("alerts", "settings", ["monitor_name", "metric_family", "metric_name", "feature_type"]) }}
            -- An estimate is judged by what performance really was in the reference.
            left join
                (
                    select
                        {{ series | join(", ") }},
                        metric_family,
                        {{ ml_monitor.mean_of_values("metric_value") }} as usual_value,
                        avg(cast(count_used as {{ ml_monitor.type_double() }})) as usual_count
                    from {{ ref("monitor_metrics") }}
                    where period = 'reference'
                    group by {{ series | join(", ") }}, metric_family
                ) as usual
                on {{ ml_monitor.same("alerts", "usual", series) }}
                and alerts.usual_family = usual.metric_family
        ) as sized
{% endmacro %}


{#
  (value - usual) / (threshold - usual), before it is bounded: an expression over the relation `alerts`, which has the columns of monitor_metrics, the side of the threshold
  that counts (`side`) and that threshold (`beyond`), and over `thresholds` and `config`. Null where there is no width, for a number without an alert.
#}
{% macro times_threshold(usual) -%}
    {%- set value = "alerts.metric_value" -%}
    case
        when thresholds.p_value_threshold > 0 and thresholds.p_value_threshold < 1 and alerts.p_value is not null
        then ln({{ ml_monitor.larger("alerts.p_value", ml_monitor.real("1e-300")) }}) / ln(thresholds.p_value_threshold)
        when (alerts.side = 'above' and alerts.beyond > {{ usual }}) or (alerts.side = 'below' and alerts.beyond < {{ usual }})
        then
            -- A usual value so near that the quotient would be too large for a number.
            case
                when abs({{ value }} - {{ usual }}) >= 1000 * abs(alerts.beyond - {{ usual }})
                then 1000
                else ({{ value }} - {{ usual }}) / (alerts.beyond - {{ usual }})
            end
        when not alerts.is_alert
        then null
        when alerts.metric_family = 'data_quality'
        then
            1
            + 10
            * case
                when config.is_data_quality_normalized or alerts.column_name = ':table'
                then {{ value }}
                when alerts.count_used > 0
                then {{ value }} / alerts.count_used
            end
        when {{ value }} <> alerts.beyond
        then 1 + abs({{ value }} - alerts.beyond) / ({{ ml_monitor.larger("abs(" ~ value ~ ")", "abs(alerts.beyond)") }})
    end
{%- endmacro %}


{#
  How many times its threshold an alert of a segment has to be, to be more than the many segments of a monitor bring about by chance: 1 + ln(m) / 5 for m segments. For
  thresholds of three standard deviations of some 25 reference chunks, Student's t passes that in one of m segments about as often as three deviations in one number
  (Bonferroni). A slice with fewer rows than its reference chunks varies more, by the root of the ratio.
#}
{% macro size_beyond_chance(segment_count, usual_count, row_count) -%}
    (1 + ln({{ ml_monitor.larger("coalesce(" ~ segment_count ~ ", 1)", "1") }}) / {{ ml_monitor.real(5) }})
    * ({{ ml_monitor.larger("sqrt(coalesce(" ~ usual_count ~ " / nullif(" ~ row_count ~ ", 0), 1))", "1") }})
{%- endmacro %}
