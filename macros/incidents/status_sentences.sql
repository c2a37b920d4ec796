{# What a monitor without an open incident says of itself: over the columns of relation `told` of monitor_status. #}
{% macro quiet_headline() -%}
    case
        when state = 'ok'
        then
            'everything judged up to '
            || told_judged
            || ' is as usual'
            || case when told_labelled is null then '' else ', labels up to ' || told_labelled end
        when last_chunk_index is null
        then 'there are no analysis rows'
        else
            case
                not_judged_reason
                when 'period_not_over'
                then 'no chunk is complete yet'
                when 'too_few_rows'
                then 'every chunk has too few rows'
                when 'labels_incomplete'
                then 'labels are not complete in any chunk'
                when 'no_threshold'
                then 'the reference gives no thresholds'
                when 'no_value'
                then 'no number could be computed'
                else 'there are no numbers that can open an incident'
            end
    end
    || '.'
{%- endmacro %}


{# The line that a run prints: state, since when, what, how bad, why and what to do. Over the columns of relation `told` of monitor_status. #}
{% macro status_summary() -%}
    monitor_name
    || case state when 'broken' then ' BROKEN' when 'watch' then ' WATCH' when 'ok' then ' OK' else ' CANNOT BE JUDGED' end
    || case
        when headline is null
        then ': ' || {{ ml_monitor.quiet_headline() }}
        else
            ' since '
            || told_since
            || ': '
            || in_short
            || ' '
            || suggestion
            || case
                when open_count > 2
                then ' ' || cast(open_count - 1 as {{ dbt.type_string() }}) || ' more incidents are open.'
                when open_count = 2
                then ' 1 more incident is open.'
                else ''
            end
    end
{%- endmacro %}
