{#
  Which chunks are searched: of the analysis the newest ones whose labels are complete, as verdicts take them. Where no chunk has labels, and losses can be estimated,
  the newest ones of all. Beside them the newest ones of the reference. Of many rows a share is drawn.
  `settings`: the name of a relation of search_settings().
#}
{% macro searched_chunks(settings) %}
    with
        states as ({{ ml_monitor.chunk_states() }}),

        labelled as (
            select
                {{ ml_monitor.chunk_columns("chunks") }},
                chunks.row_count,
                chunks.labelled_row_count,
                settings.can_estimate,
                settings.most_rows,
                settings.most_chunks,
                case when states.are_labels_complete and chunks.labelled_row_count > 0 then 1 else 0 end as is_labelled
            from {{ ref("monitor_chunks") }} as chunks
            inner join {{ settings }} as settings on chunks.monitor_name = settings.monitor_name
            inner join states on {{ ml_monitor.same_chunk("chunks", "states") }} and states.segment_index = 0
        ),

        sourced as (
            select *, max(case when period = 'analysis' then is_labelled else 0 end) over (partition by monitor_name) as has_labels
            from labelled
        ),

        placed as (
            select
                {{ ml_monitor.chunk_columns() }},
                case when has_labels = 1 then 'realized' else 'estimated' end as loss_source,
                case when has_labels = 1 then labelled_row_count else row_count end as row_count,
                most_rows,
                most_chunks,
                row_number() over (partition by monitor_name, period order by chunk_index desc) as place
            from sourced
            where (has_labels = 1 and is_labelled = 1) or (has_labels = 0 and can_estimate)
        )

    select
        {{ ml_monitor.chunk_columns() }},
        loss_source,
        cast(most_rows as {{ ml_monitor.type_double() }}) / sum(row_count) over (partition by monitor_name, period) as drawn_share
    from placed
    where place <= most_chunks
{% endmacro %}


{# The rows of these chunks, each with its loss and the values of its columns, for one monitor and period. #}
{% macro searched_rows(monitor, period, widths) %}
    {%- set can_estimate = monitor.has_estimates and monitor.classes and ml_monitor.has_python_models() %}
    select
        {{ ml_monitor.broadcast_hint(["chunks"]) }}
        {{ ml_monitor.chunk_columns("chunks") }},
        period_rows.row_id,
        chunks.loss_source,
        {% if can_estimate -%}
            case when chunks.loss_source = 'realized' then {{ ml_monitor.realized_loss(monitor) }} else estimates.loss end as loss
        {%- else -%} {{ ml_monitor.realized_loss(monitor) }} as loss
        {%- endif %}
        {%- for kind in ["text", "number"] %}
            {%- for place in range(1, widths[kind] + 1) -%}, period_rows.{{ kind }}_{{ place }} {%- endfor %}
        {%- endfor %}
    from {{ ref("monitor_" ~ period ~ "_rows") }} as period_rows
    inner join
        (select * from searched_chunks where monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and period = '{{ period }}') as chunks
        on period_rows.chunk_index = chunks.chunk_index
    {%- if can_estimate %}
        left join
            ({{ ml_monitor.estimated_row_losses(monitor, period, "estimated_chunks") }}) as estimates
            on period_rows.row_id = estimates.row_id
    {%- endif %}
    where
        period_rows.monitor_name = {{ ml_monitor.plain_text(monitor.name) }}
        and (chunks.drawn_share >= 1 or {{ ml_monitor.hash_to_unit("period_rows.row_id") }} < chunks.drawn_share)
{% endmacro %}


{# The columns of these rows, as no_rows() takes them. #}
{% macro searched_row_types(widths) %}
    {% set columns = dict(ml_monitor.chunk_types(), row_id="text", loss_source="text", loss="real") %}
    {% for kind, type in {"text": "text", "number": "real"}.items() %}
        {% for place in range(1, widths[kind] + 1) %} {% do columns.update({kind ~ "_" ~ place: type}) %} {% endfor %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{# The searched rows, each once per column, with its value there. `watched`: the name of a relation of searched_columns(). #}
{% macro searched_values(monitors, watched) %}
    {%- set widths = ml_monitor.row_widths(monitors) %}
    select
        searched.monitor_name,
        searched.period,
        searched.row_number,
        searched.loss,
        watched.column_number,
        watched.feature_type,
        {%- for kind, feature_type in {"number": "continuous", "text": "categorical"}.items() %}
            case
                when watched.feature_type = '{{ feature_type }}'
                then
                    case
                        watched.column_index
                        {%- for place in range(1, widths[kind] + 1) %} when {{ place }} then searched.{{ kind }}_{{ place }} {%- endfor %}
                    end
            end as {{ kind }}_value {{- "," if not loop.last }}
        {%- endfor %}
    from {{ ref("monitor_searched_rows") }} as searched
    inner join {{ watched }} as watched on searched.monitor_name = watched.monitor_name
{% endmacro %}
