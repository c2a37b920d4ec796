{#
  How much the values of the reference chunks vary, an expression over the relations `judged` and `source` of monitor_thresholds: their standard deviation. The share of a segment varies by no less
  than its sampling error: rows that come in blocks make shares that hardly vary, until a block lies across two chunks.
#}
{% macro reference_deviation() -%}
    case
        when
            {{ ml_monitor.is_metric_with("judged.metric_name", "is_of_segments") }}
            and source.mean_sampling_error > source.standard_deviation
        then source.mean_sampling_error
        else source.standard_deviation
    end
{%- endmacro %}
