{#
  The complementary error function of an expression that is 0 or more, to about 1e-15, in plain arithmetic.
  Below 0.5: 1 - erf by its Taylor series. Else the trapezoidal rule for its integral over the line with step 1/2, which converges
  faster than any power, and the residue of the pole where the step makes it count:
    erfc(x) = exp(-x^2) (x / pi) (1 / (2 x^2) + sum over n of exp(-n^2 / 4) / (n^2 / 4 + x^2)) [+ 2 / (1 - exp(4 pi x)) for x < 2 pi].
  Source: C. Chiarella and A. Reichel, "On the evaluation of integrals related to the error function", Math. Comp. 22 (1968) 137-143.
#}
{% macro erfc(x) -%}
    {%- set pi = "acos(-1)" -%}
    case
        when {{ x }} > 26.6
        then 0
        when {{ x }} < 0.5
        then
            1
            - 2
            / sqrt({{ pi }})
            * (
                {{ x }}
                * (
                    {%- set ns = namespace(factorial=1) -%}
                    {%- for n in range(14) -%}
                        {%- set ns.factorial = ns.factorial * (n if n > 0 else 1) -%}
                        1 / cast({{ ns.factorial * (2 * n + 1) }} as {{ ml_monitor.type_double() }})
                        {%- if not loop.last %} - ({{ x }}) * ({{ x }}) * ({% endif -%}
                        {%- endfor -%}{{ ")" * 14 }}
                    )
                    else
                        exp(- ({{ x }}) * ({{ x }}))
                        * ({{ x }})
                        / {{ pi }}
                        * (
                            1 / (2 * ({{ x }}) * ({{ x }}))
                            {%- for n in range(1, 14) %} + exp(-{{ n * n / 4 }}) / ({{ n * n / 4 }} + ({{ x }}) * ({{ x }})){% endfor -%}
                        )
                        + case when {{ x }} < 6.283185307179586 then 2 / (1 - exp(4 * {{ pi }} * ({{ x }}))) else 0 end
                        end
{%- endmacro %}
