{#
  A threshold before the limits of its metric are applied, an expression over the relations `offsets` and `quantiles` of monitor_thresholds.
  Arguments: `lower` or `upper`, and the sign of that side.
#}
{% macro unlimited_threshold(side, sign) -%}
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
