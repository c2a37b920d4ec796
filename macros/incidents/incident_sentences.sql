{#
  What is wrong and by how much, the beginning of a headline: over the columns of monitor_incident_severities' relation `judged`. Numbers have three significant digits.
#}
{% macro incident_finding() -%}
    {%- set value -%} coalesce(judged.value_in_words, 'unknown') {%- endset -%}
    {%- set usual -%} coalesce(' (' || judged.range_in_words || ')', '') {%- endset -%}
    {%- set times -%}
        case
            when judged.times_threshold >= 1000
            then ', 1,000 times its threshold or more'
            when judged.times_threshold >= 1.05
            then ', ' || judged.times_in_words || ' times its threshold'
            else ''
        end
    {%- endset -%}
    case
        when judged.kind in ('performance', 'business')
        then judged.told_metric || ' is ' || {{ value }} || {{ usual }}
        when judged.kind in ('estimated_performance', 'estimated_business')
        then 'estimated ' || judged.told_metric || ' is ' || {{ value }} || {{ usual }}
        when judged.kind = 'fairness'
        then
            case judged.worst_family when 'estimated_fairness' then 'estimated ' else '' end
            || judged.told_metric
            || ' is '
            || {{ value }}
            || coalesce(' (' || replace(judged.range_in_words, 'usual', 'allowed') || ')', '')
        when judged.kind = 'concept'
        then judged.main_metric || ' is worse than its inputs explain: ' || {{ value }} || ' deviations' || {{ usual }}
        when judged.kind = 'segment_share'
        then 'the share of ' || judged.segment_column || ' ' || judged.segment_value || ' is ' || {{ value }} || {{ usual }}
        when judged.kind = 'multivariate'
        then judged.told_metric || ' is ' || {{ value }} || {{ usual }} || {{ times }}
        when judged.affected_share > 0.5
        then
            judged.column_name
            || ': '
            || {{ ml_monitor.told_share("judged.affected_share") }}
            || ' of the values are missing, new or outside the range of the reference'
        else judged.column_name || ': ' || judged.told_metric || ' is ' || {{ value }} || {{ usual }} || {{ times }}
    end
{%- endmacro %}


{#
  Where it is, after what is wrong: the segments, or of unlike treatment the group and the one it is compared with. Over relations `judged`, `places` and
  `reference_groups`.
#}
{% macro incident_place() -%}
    case
        when judged.kind = 'fairness'
        then ' for ' || judged.segment_column || ' ' || judged.segment_value || coalesce(' against ' || reference_groups.segment_value, '')
        when judged.kind = 'segment_share'
        then ''
        else coalesce(places.told_place, '')
    end
{%- endmacro %}


{# The end of a headline of what labels tell: how far labels reach, whether they contradict the estimate, and whether it is uncertain. Over the columns of relation `told` there. #}
{% macro incident_labels_until() -%}
    case
        when waits_for_labels
        then coalesce(', labels up to ' || told_last_labelled, '')
        when kind = 'estimated_performance' and is_contradicted
        then
            ', but labels contradict the estimate in '
            || cast(contradicted_chunk_count as {{ dbt.type_string() }})
            || ' of '
            || cast(labelled_chunk_count as {{ dbt.type_string() }})
            || ' chunks'
        when kind = 'estimated_performance' and not is_estimate_trusted
        then ', but the estimate is uncertain: ' || band_in_words
        else ''
    end
{%- endmacro %}


{#
  What is wrong and what changed, for the line that a run prints, which says since when and what to do around it. Over the columns of relation `told`.
#}
{% macro incident_in_short() -%}
    {#- All segments are no matter of a segment, and nothing to act on. -#}
    {%- set place -%} case when told_place like ' in all %' then '' else told_place end {%- endset -%}
    {%- set parts -%}
        case
            when kind = 'input' and what_changed is not null
            then column_name || {{ place }} || ': ' || what_changed
            when causes_in_words is not null
            then finding || {{ place }} || {{ ml_monitor.incident_labels_until() }} || '. Likely causes: ' || causes_in_words
            else finding || {{ place }} || {{ ml_monitor.incident_labels_until() }}
        end
    {%- endset -%}
    {{ parts }} || case when {{ parts }} like '%?' then '' else '.' end
{%- endmacro %}


{# What to do about an incident, in one to three sentences. Over the columns of relation `told` in monitor_incident_severities. #}
{% macro incident_suggestion() -%}
    case
        when kind in ('performance', 'estimated_performance', 'business', 'estimated_business') and likely_causes <> ':none'
        then
            'Find out at the source what happened to the likely causes. If it is a fault, mend it and score the rows since '
            || told_opened
            || ' again. If it will stay, train the model anew.'
        when kind = 'performance'
        then
            'No feature had drifted when it began, so what the label depends on may have changed. Look at recent rows with their labels, and train the model anew.'
        when kind = 'estimated_performance' and is_contradicted
        then 'Do not act on the estimate alone. Look at realized performance in monitor_performance, and wait for more labels.'
        when kind = 'estimated_performance'
        then 'Get labels of recent rows early, to see whether the model got worse.'
        when kind = 'concept'
        then
            'Find out whether inputs are recorded wrongly, or whether they and the label relate in another way now. If the inputs are right, train the model anew with rows since '
            || told_opened
            || '.'
        when kind = 'fairness'
        then
            'Look at the group and its reference group in monitor_fairness. Find out whether labels, inputs or the threshold of the decision differ between them.'
        when kind = 'business'
        then 'Look at the rows since ' || told_opened || ' that make up ' || column_name || ', and at what it is computed from.'
        when kind = 'estimated_business'
        then 'Look at the rows since ' || told_opened || ' that make up ' || column_name || ', and get their labels early.'
        when kind = 'segment_share'
        then
            'Find out whether the rows come from somewhere else now, or whether '
            || segment_column
            || ' is filled in another way. If neither is a fault, look at how the model performs in '
            || segment_value
            || '.'
        when kind = 'multivariate'
        then 'Look at the incidents of single columns first. If there are none, the relations between columns have changed.'
        when column_role = 'target'
        then 'Find out whether labels are made in another way now. If they are not, train the model anew.'
        when column_role in ('prediction', 'prediction_probability')
        then 'Look at the features that drifted at the same time, and whether the model itself was replaced.'
        else
            'Find out at the source of '
            || column_name
            || ' what happened. If it is a fault, mend it and score the rows since '
            || told_opened
            || ' again.'
    end
{%- endmacro %}
