{#
  Intervals of rates, by the value p of a rate and the number n of rows that it is as certain as: of an estimate p (1 - p) over its variance. Expressions.
#}
{#
  The bound of Wilson's 95 % interval: (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
  Source: E. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212. Arguments: p, n, and the sign of the side.
#}
{% macro wilson_bound(value, count, sign) -%}
    {%- set z = ml_monitor.normal_quantile() -%}
    (
        (
            {{ value }} + {{ z }} * {{ z }} / (2 * {{ count }})
            {{ sign }} {{ z }} * sqrt({{ value }} * (1 - {{ value }}) / {{ count }} + {{ z }} * {{ z }} / (4 * {{ count }} * {{ count }}))
        )
        / (1 + {{ z }} * {{ z }} / {{ count }})
    )
{%- endmacro %}


{#
  A bound of the 95 % interval of a difference of two values, from the bounds of both: d -+ sqrt((p1 - l1)^2 + (u2 - p2)^2).
  Source: R. Newcombe, Statist. Med. 17 (1998) 873-890, method 10. `own` and `other`: relations with metric_value and the bounds; the side, lower or upper.
#}
{% macro newcombe_bound(own, other, side) -%}
    {%- set opposite = "upper" if side == "lower" else "lower" -%}
    {{ own }}.metric_value - {{ other }}.metric_value {{ "-" if side == "lower" else "+" }} sqrt(
        power({{ own }}.metric_value - {{ own }}.{{ side }}_boundary, 2)
        + power({{ other }}.{{ opposite }}_boundary - {{ other }}.metric_value, 2)
    )
{%- endmacro %}


{# The 97.5 % quantile of the normal distribution: 95 % lie within as many deviations. #}
{% macro normal_quantile() -%} {{ ml_monitor.real(1.959963984540054) }} {%- endmacro %}


{#
  The 97.5 % quantile of Student's t with so many degrees of freedom, 2 or more, as a multiple of the normal one: 2 % too small at 2, exact to three digits from 5 on.
  Source: M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 26.7.5.
#}
{% macro t_to_normal(degrees) -%}
    {%- set z2 = 1.959963984540054 ** 2 -%}
    {%- set terms = [
        (z2 + 1) / 4,
        (5 * z2**2 + 16 * z2 + 3) / 96,
        (3 * z2**3 + 19 * z2**2 + 17 * z2 - 15) / 384,
        (79 * z2**4 + 776 * z2**3 + 1482 * z2**2 - 1920 * z2 - 945) / 92160,
    ] -%}
    (1 {%- for term in terms %} + {{ ml_monitor.real(term) }} / power({{ degrees }}, {{ loop.index }}) {%- endfor -%})
{%- endmacro %}
