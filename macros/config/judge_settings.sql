{# The settings `judge` of a monitor, every default filled in. #}
{% macro judge_settings(raw) %}
    {% set judge = raw.get("judge") or {} %}
    {% do return(
        {
            "incomplete_chunks": judge.get("incomplete_chunks") or false,
            "min_rows": judge.get("min_rows"),
            "label_delay": judge.get("label_delay"),
            "min_label_share": 0.9 if judge.get("min_label_share") is none else judge.min_label_share,
        }
    ) %}
{% endmacro %}
