{#
  Where two functions are furthest apart, as one number, so that one aggregate finds it on every engine: the distance in steps of 1e-7, then the first
  function there in steps of 1e-8, plus 2 where it is the smaller one. Below 2^53, so that no digit is lost.
  An aggregate expression; both arguments are SQL expressions of values in [0, 1].
#}
{% macro point_of_maximum(reference_level, chunk_level) -%}
    max(
        floor(abs({{ reference_level }} - {{ chunk_level }}) * 10000000 + 0.5) * {{ ml_monitor.real(400000000) }}
        + floor(({{ reference_level }} + case when {{ reference_level }} < {{ chunk_level }} then 2 else 0 end) * 100000000 + 0.5)
    )
{%- endmacro %}


{# The first function at that point, and how far the second one is above it, given the largest distance itself. #}
{% macro reference_level_at(point) -%}
    {%- set code = "((" ~ point ~ " - floor(" ~ point ~ " / 400000000) * " ~ ml_monitor.real(400000000) ~ ") / 100000000)" -%}
    case when {{ code }} > 1.5 then {{ code }} - 2 else {{ code }} end
{%- endmacro %}


{% macro signed_distance_at(point, distance) -%}
    case
        when {{ point }} - floor({{ point }} / 400000000) * {{ ml_monitor.real(400000000) }} > 150000000
        then {{ distance }}
        else - {{ distance }}
    end
{%- endmacro %}


{# The variance of a share of `total` rows; what rounding puts outside [0, 1] has none. #}
{% macro binomial_variance(share, total) -%}
    {{ ml_monitor.larger("(" ~ share ~ ") * (1 - (" ~ share ~ "))", "0") }} / nullif({{ total }}, 0)
{%- endmacro %}
