{#
  Every key that a monitor may have in `vars.ml_monitors`, in one place. docs/reference/settings.md is made from it (scripts/make_reference.py).

  A key is a mapping with
    name          the key
    type          what the value is, in words
    default       the value that counts where the key is missing
    default_note  in place of `default`: how the value is found where the key is missing
    is_required   true: the key has to be there
    choices       the values that are allowed, where there is a fixed choice
    meaning       what the key does; Markdown, with links as from docs/reference
#}
{% macro setting_registry() %}
    {% do return(
        ml_monitor.relation_settings()
        + ml_monitor.chunk_settings()
        + ml_monitor.column_settings()
        + ml_monitor.segment_settings()
        + ml_monitor.fairness_settings()
        + ml_monitor.custom_settings()
        + ml_monitor.classification_settings()
        + ml_monitor.metric_settings()
        + ml_monitor.verdict_settings()
    ) %}
{% endmacro %}
