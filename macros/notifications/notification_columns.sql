{# The columns that `ml-monitor notify` gives of a row of monitor_notifications, with their types. The table has written_at, too. #}
{% macro notification_columns() %}
    {% do return({
        "record_id": "text",
        "notification_id": "text",
        "message_id": "text",
        "channel": "text",
        "monitor_name": "text",
        "incident_id": "text",
        "event": "text",
        "event_number": "whole",
        "severity": "text",
        "severity_rank": "whole",
        "headline": "text",
        "attempt": "whole",
        "state": "text",
        "answer": "text",
        "claimed_by": "text",
        "claimed_until": "time",
    }) %}
{% endmacro %}
