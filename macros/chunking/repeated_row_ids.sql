{#
  How many rows of a relation repeat the row_id of another, as a scalar subquery.

  Only rows that may have come since the last run that found no repeated id are looked at: those from the first to the last timestamp of the chunks that
  are new or changed. Each of their ids must stand once among all rows. A monitor without a timestamp cannot tell them: all rows are looked at whenever a chunk
  has changed. Where there is no last run to compare with, all rows are new, and one count is cheaper.
  `changed_chunks`: a relation monitor_name, period, first_timestamp, last_timestamp of these chunks.
#}
{% macro repeated_row_ids(monitor, period, changed_chunks) %}
    {%- set row_id = ml_monitor.quoted(monitor.row_id) -%}
    {%- set rows = ml_monitor.monitored_rows(monitor, period) -%}
    {%- if not ml_monitor.can_read_last_state() %} (select count({{ row_id }}) - count(distinct {{ row_id }}) from {{ rows }} as all_rows)
    {%- else %}
        (
            select coalesce(sum(id_count - 1), 0)
            from
                (
                    select all_rows.{{ row_id }} as row_id, count(*) as id_count
                    from {{ rows }} as all_rows
                    inner join
                        (
                            select distinct new_rows.{{ row_id }} as row_id
                            from {{ rows }} as new_rows
                            inner join
                                (
                                    select
                                        min(first_timestamp) as first_timestamp,
                                        max(last_timestamp) as last_timestamp,
                                        count(*) as chunk_count
                                    from {{ changed_chunks }} as changed_chunks
                                    where monitor_name = {{ ml_monitor.plain_text(monitor.name) }} and period = '{{ period }}'
                                ) as changed
                                on changed.chunk_count > 0
                                {% if monitor.timestamp is not none -%}
                                    and (
                                        {{ ml_monitor.row_timestamp(monitor, "new_rows", period) }}
                                        between changed.first_timestamp and changed.last_timestamp
                                        or {{ ml_monitor.row_timestamp(monitor, "new_rows", period) }} is null
                                    )
                                {%- endif %}
                        ) as new_ids
                        on all_rows.{{ row_id }} = new_ids.row_id
                    group by all_rows.{{ row_id }}
                ) as ids
            where id_count > 1
        )
    {%- endif %}
{% endmacro %}
