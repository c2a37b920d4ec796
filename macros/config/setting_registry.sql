{#
  Every key that a monitor may have in `vars.ml_monitors`, in one place. docs/reference/settings.md is made from it (scripts/make_reference.py).

  A key is a mapping with
    name          the key
    type          what the value is, in words
    default       the value that counts where the key is missing
    default_note  in place of `default`: how the value is found where the key is missing
    is_required   true: the key has to be there
    choices       the values that are allowed, where there is a fixed choice
    affects       what a change of the value changes, of effects_of_settings(); nothing that is kept where the list is empty
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


{#
  What a setting can affect, each with what is computed again for it. The hashes in versions_of_monitor() bear these names, and so do inputs of results in
  inputs_of_results(), which say where they count. `rows` is a part of every fingerprint.
#}
{% macro effects_of_settings() %}
    {% do return(
        {
            "rows": "everything",
            "reference_rows": "everything, if its rows are others",
            "chunks": "chunks that get other rows",
            "bins": "Kolmogorov-Smirnov and Wasserstein",
            "reconstruction": "the reconstruction error",
            "domain_classifier": "the domain classifier",
            "loss_models": "estimates",
            "classification": "performance of classifications",
            "fairness": "estimated fairness",
            "custom_metrics": "estimates of custom metrics",
            "reference_comparison": "drift of the reference",
            "share_or_count": "data quality, if `normalize` changes",
            "added": "what is added",
        }
    ) %}
{% endmacro %}


{# The names of the settings that affect something, by what they affect. #}
{% macro settings_by_effect() %}
    {% set found = {} %}
    {% for setting in ml_monitor.setting_registry() %}
        {% for effect in setting.affects %} {% do found.setdefault(effect, []) %} {% do found[effect].append(setting.name) %} {% endfor %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}
