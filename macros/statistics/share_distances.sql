{#
  Statistics of shares with their standard errors, one row per series: the columns <method> and <method>_error, both totals and the degrees of freedom.
  It knows no statistic: the registry says which macros give the columns of each (metric_registry.sql).
  Arguments: a relation made by compared_shares(); the names of the methods that are wanted.
#}
{% macro share_distances(compared_shares, methods) %}
    {%- set statistics = [] %}
    {%- set derived = {} %}
    {%- for metric in ml_monitor.metric_registry() if metric.name in methods %}
        {%- do statistics.append(metric) %} {%- do derived.update(metric.derived() if metric.get("derived") else {}) %}
    {%- endfor %}
    with
        aggregated as (
            select
                series,
                {%- for statistic in statistics %}
                    {%- for column, expression in statistic.aggregates().items() %} {{ expression }} as {{ column }}, {%- endfor %}
                {%- endfor %}
                max(reference_total) as reference_total,
                max(chunk_total) as chunk_total,
                max(category_count) - 1 as degrees_of_freedom
            from {{ compared_shares }}
            group by series
        ),

        located as (
            select aggregated.* {%- for column, expression in derived.items() %}, {{ expression }} as {{ column }} {%- endfor %}
            from aggregated
        )

    select
        series,
        {%- for statistic in statistics %}
            {{ statistic.name }}, {{ statistic.sampling_error() }} as {{ statistic.name }}_error,
        {%- endfor %}
        reference_total,
        chunk_total,
        degrees_of_freedom
    from located
{% endmacro %}
