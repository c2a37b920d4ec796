{#
  A threshold before the limits of its metric are applied, an expression over the relations `offsets` and `quantiles` of monitor_thresholds. One that is taken over from
  everything for a segment is `widening` times as far from what it is measured from: a distance from 0, any other metric from the reference's value, a quantile from the
  median. A constant is what the user wrote.
  Arguments: `lower` or `upper`, and the sign of that side.
#}
{% macro unlimited_threshold(side, sign) -%}
    {%- set threshold -%} ({{ ml_monitor.threshold_of_source(side, sign) }}) {%- endset -%}
    {%- set anchor = "case when offsets.metric_family = 'univariate_drift' then 0 else coalesce(offsets.reference_offset, quantiles.median) end" -%}
    case
        when offsets.widening > 1 and offsets.threshold_type <> 'constant'
        then {{ threshold }} + (offsets.widening - 1) * ({{ threshold }} - {{ anchor }})
        else {{ threshold }}
    end
{%- endmacro %}


{# The same as the reference chunks of its source have it. #}
{% macro threshold_of_source(side, sign) -%}
    case
        offsets.threshold_type
        when 'constant'
        then offsets.threshold_{{ side }}_parameter
        when 'standard_deviation'
        then offsets.reference_offset {{ sign }} offsets.threshold_{{ side }}_parameter * offsets.reference_standard_deviation
        when 'relative'
        then offsets.reference_offset {{ sign }} abs(offsets.reference_offset) * offsets.threshold_{{ side }}_parameter / 100
        when 'quantile'
        then quantiles.{{ side }}_quantile
    end
{%- endmacro %}
