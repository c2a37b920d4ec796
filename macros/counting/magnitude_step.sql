{#
  Of a value outside the reference's range, or nearer to 0 than a bin is wide: its sign times the number of its order of magnitude, eight to an octave, plus 10000;
  1 for 0 itself, and 0 for all other values, which their bin tells well enough. In another unit the values of a column fall outside the range or into one bin; here
  their shape is still seen. Values within a tenth of each other share a step, so there are few of them.
  The borders lie off round numbers, so that no engine's logarithm puts such a number on another side. A scalar expression.
#}
{% macro magnitude_step(value, is_out_of_range, bin_width) -%}
    cast(
        case
            when {{ value }} = 0
            then 1
            when {{ is_out_of_range }} = 1 or abs({{ value }}) < {{ bin_width }}
            then
                case when {{ value }} < 0 then -1 else 1 end
                * (10000 + floor(8 * ln(nullif(abs({{ value }}), 0)) / ln({{ ml_monitor.real(2) }}) + {{ ml_monitor.real(0.3137) }}))
            else 0
        end as {{ dbt.type_int() }}
    )
{%- endmacro %}
