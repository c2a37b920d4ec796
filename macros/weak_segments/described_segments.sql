{# The sums over all searched rows, per monitor and period. The first column has each row once. #}
{% macro searched_wholes(rows, totals) %}
    select
        totals.monitor_name,
        totals.period,
        count(*) as row_count,
        sum(rows_of_parts.excess) as excess_sum,
        sum(rows_of_parts.excess * rows_of_parts.excess) as square_sum
    from {{ rows }} as rows_of_parts
    inner join
        (select monitor_name, min(column_number) as first_column from {{ ref("monitor_searched_parts") }} group by monitor_name) as firsts
        on rows_of_parts.column_number = firsts.first_column
    inner join
        {{ totals }} as totals on {{ ml_monitor.same("firsts", "totals", ["monitor_name"]) }} and rows_of_parts.period = totals.period
    group by totals.monitor_name, totals.period
{% endmacro %}


{# The lifts (segment_lifts) of the segments that were found, in the analysis and in the reference. #}
{% macro lifts_of_found(found, rows, wholes) %}
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
            inner join {{ wholes }} as wholes on {{ ml_monitor.same("of_periods", "wholes", ["monitor_name", "period"]) }}
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
