{#
  What a monitor with `lookback` need not read: the chunks that ended longer ago, and the reference. They keep the fingerprints that they have in the last state of
  monitor_chunk_fingerprints, and every reader of a monitored relation gets the rows after them (monitored_rows).

  A chunk is trusted if the settings are those that it was read with, if the row tables hold the rows that were read, and if it and all chunks before it ended before the latest
  known row less `lookback`. Rows from the future count as of now. The reference is trusted if all of it ended before that, and if the number of its rows and
  their first and last time are still the same. If it is not, no chunk is: what chunks are and which segments there are can depend on it.
#}
{% macro monitors_with_trust(monitors, trust_query) %}
    {% if not execute or flags.WHICH not in ["run", "build"] or not trust_query %} {% do return(monitors) %} {% endif %}
    {% set trusted = {} %}
    {% for row in run_query(trust_query).rows %}
        {% do trusted.setdefault(row[0], {}).update(
            {
                row[1]: {
                    "chunk_count": row[2] | int,
                    "row_count": row[3] | int,
                    "unknown_count": row[4] | int,
                    "first_instant": row[5],
                    "last_instant": row[6],
                    "last": row[7],
                    "day_before": row[8],
                }
            }
        ) %}
    {% endfor %}
    {% set completed = [] %}
    {% for monitor in monitors %} {% do completed.append(dict(monitor, trusted=trusted.get(monitor.name | string))) %} {% endfor %}
    {% do return(completed) %}
{% endmacro %}
