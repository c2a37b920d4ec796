{{ config(materialized=ml_monitor.kept_results(), partition_by=ml_monitor.kept_by("monitor_name", "period")) }}
{#- The mean losses of each slice over its rows with a label and a prediction: what realized performance is made of, kept from run to run. -#}
with
    pending as ({{ ml_monitor.pending_versions("realized_losses") }}),

    slices as ({{ ml_monitor.pending_slices("pending") }}),

    row_losses as (
        {% for period in ["reference", "analysis"] %}
            select '{{ period }}' as period, losses.*
            from
                (
                    {{ ml_monitor.regression_row_losses("(" ~ ml_monitor.rows_in_slices(period, ["monitor_name", "chunk_index", "y_true", "y_pred"]) ~ ")") }}
                ) as losses {{ 'union all' if not loop.last }}
        {% endfor %}
    ),

    -- Summed before they meet the chunks that have none: an outer join to all rows would move them all.
    chunk_losses as (
        select
            {{ ml_monitor.broadcast_hint(["pending"]) }}
            {{ ml_monitor.slice_columns("row_losses") }},
            count(row_losses.absolute_error) as row_count,
            {% for loss in ml_monitor.regression_losses() -%}
                {%- if loss == "squared_log_error" -%}
                    -- A logarithm of something negative: no number for the chunk, rather than one that leaves rows out.
                    case
                        when count(row_losses.{{ loss }}) = count(row_losses.absolute_error)
                        then {{ ml_monitor.mean_of_values("row_losses." ~ loss) }}
                    end as {{ loss }}{{ "," if not loop.last }}
                {%- else -%} {{ ml_monitor.mean_of_values("row_losses." ~ loss) }} as {{ loss }}{{ "," if not loop.last }}
                {%- endif %}
            {% endfor -%}
        from row_losses
        inner join pending on {{ ml_monitor.same_chunk("row_losses", "pending") }}
        group by {{ ml_monitor.slice_columns("row_losses") }}
    )

select
    {{ ml_monitor.slice_columns("slices") }},
    coalesce(chunk_losses.row_count, 0) as row_count,
    {% for loss in ml_monitor.regression_losses() -%} chunk_losses.{{ loss }}, {% endfor -%}
    slices.result_version,
    {{ ml_monitor.current_utc_time() }} as computed_at
from slices
left join chunk_losses on {{ ml_monitor.same_slice("slices", "chunk_losses") }}
