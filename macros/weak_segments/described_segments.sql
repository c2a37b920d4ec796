{# What was searched of each monitor and period, and by which loss. `settings`: the name of a relation of search_settings(). #}
{% macro search_totals(settings) %}
    select counted.*, settings.loss_name
    from
        (
            select
                monitor_name,
                period,
                min(loss_source) as loss_source,
                min(chunk_index) as first_chunk_index,
                max(chunk_index) as last_chunk_index,
                count(*) as row_count,
                {{ ml_monitor.mean_of_values("loss") }} as mean_loss
            from {{ ref("monitor_searched_rows") }}
            group by monitor_name, period
        ) as counted
    inner join {{ settings }} as settings on counted.monitor_name = settings.monitor_name
{% endmacro %}


{# The lifts (segment_lifts) of the segments that were found, in the analysis and in the reference. `found`: the name of a relation of monitor_searched_segments. #}
{% macro lifts_of_found(found) %}
    {%- set rows = ref("monitor_searched_row_parts") %}
    with
        reference_sums as (
            select
                found.part,
                found.other_part,
                count(*) as row_count,
                sum(one.excess) as excess_sum,
                sum(one.excess * one.excess) as square_sum
            from {{ found }} as found
            inner join {{ rows }} as one on found.part = one.part and one.period = 'reference'
            left join {{ rows }} as other on found.other_part = other.part and one.row_number = other.row_number
            where found.other_part = 0 or other.part is not null
            group by found.part, found.other_part
        ),

        of_periods as (
            select monitor_name, 'analysis' as period, part, other_part, row_count, excess_sum, square_sum
            from {{ found }}
            union all
            select found.monitor_name, 'reference', found.part, found.other_part, sums.row_count, sums.excess_sum, sums.square_sum
            from {{ found }} as found
            inner join reference_sums as sums on {{ ml_monitor.same("found", "sums", ["part", "other_part"]) }}
        ),

        against_rest as (
            select of_periods.*, {{ ml_monitor.sums_of_rest("wholes", "of_periods") }}
            from of_periods
            inner join
                {{ ref("monitor_searched_sums") }} as wholes
                on {{ ml_monitor.same("of_periods", "wholes", ["monitor_name", "period"]) }}
                and wholes.part = 0
        )

    select *
    from ({{ ml_monitor.segment_lifts("against_rest") }}) as lifts
{% endmacro %}


{#
  The segments that were found with their numbers, their words and SQL, and whether they are new (history):
    became_weak  the lift is above that of the reference by more than chance, one-sided at 5 %
    was_weak     it is not, and the reference's was above 1, one-sided at 5 %
    unclear      neither, or fewer than 30 rows in the reference
#}
{% macro described_segments(found, lifts, totals) %}
    select
        found.*,
        config.model_version,
        one.part_text || coalesce(' and ' || other.part_text, '') as segment,
        one.part_condition || coalesce(' and ' || other.part_condition, '') as condition_sql,
        one.column_name,
        coalesce(other.column_name, ':none') as other_column_name,
        totals.loss_source,
        totals.loss_name,
        {{ ml_monitor.ratio("found.row_count", "totals.row_count") }} as support,
        totals.row_count as searched_row_count,
        lifts.mean_ratio * totals.mean_loss as mean_loss,
        lifts.rest_ratio * totals.mean_loss as rest_mean_loss,
        lifts.lift,
        lifts.log_error,
        coalesce(before.row_count, 0) as reference_row_count,
        before.mean_ratio * reference_totals.mean_loss as reference_mean_loss,
        before.lift as reference_lift,
        case
            when coalesce(before.row_count, 0) < 30 or before.lift is null or lifts.lift is null
            then 'unclear'
            when before.lift = 0
            then 'became_weak'
            when ln(lifts.lift / before.lift) > 1.6448536269514722 * sqrt(power(lifts.log_error, 2) + power(before.log_error, 2))
            then 'became_weak'
            when ln(before.lift) > 1.6448536269514722 * before.log_error
            then 'was_weak'
            else 'unclear'
        end as history,
        first_chunks.chunk_key as first_chunk_key,
        last_chunks.chunk_key as last_chunk_key,
        first_chunks.chunk_start_date,
        last_chunks.chunk_end_date
    from {{ found }} as found
    inner join {{ totals }} as totals on found.monitor_name = totals.monitor_name and totals.period = 'analysis'
    inner join {{ ref("monitor_config") }} as config on found.monitor_name = config.monitor_name
    inner join {{ ref("monitor_searched_parts") }} as one on found.part = one.part
    left join {{ ref("monitor_searched_parts") }} as other on found.other_part = other.part
    inner join {{ lifts }} as lifts on {{ ml_monitor.same("found", "lifts", ["part", "other_part"]) }} and lifts.period = 'analysis'
    left join {{ lifts }} as before on {{ ml_monitor.same("found", "before", ["part", "other_part"]) }} and before.period = 'reference'
    left join
        {{ totals }} as reference_totals on found.monitor_name = reference_totals.monitor_name and reference_totals.period = 'reference'
    {%- for place in ["first", "last"] %}
        left join
            {{ ref("monitor_chunks") }} as {{ place }}_chunks
            on found.monitor_name = {{ place }}_chunks.monitor_name
            and {{ place }}_chunks.period = 'analysis'
            and totals.{{ place }}_chunk_index = {{ place }}_chunks.chunk_index
    {%- endfor %}
{% endmacro %}
