{# The drift type that rankings and the status speak of: drift from the reference, that from the chunk before only where nothing else was asked for. #}
{% macro ranked_drift_type(config) -%} case when {{ config }}.has_baseline_drift then 'baseline' else 'consecutive' end {%- endmacro %}
