{#
  What is counted of a classification's rows beside everything else, over the columns y_true, y_pred and probability_<class index>: labels and predictions that
  are none of the classes, rows whose probabilities are none or not there, one value that is no probability, and, a digit per class, which classes have labels.
#}
{% macro classification_counts(monitor) %}
    {%- set probabilities = ml_monitor.probability_names(monitor) -%}
    {%- set improper = [] -%}
    {%- set examples = [] -%}
    {%- for probability in probabilities -%}
        {%- set is_improper = probability ~ " < 0 or " ~ probability ~ " > 1" -%}
        {%- do improper.append(is_improper) -%}
        {%- do examples.append("max(case when " ~ is_improper ~ " then " ~ probability ~ " end)") -%}
    {%- endfor -%}
    {%- if probabilities | length > 1 -%}
        {#- Wide enough for probabilities that were rounded; estimates divide by the sum. -#}
        {%- do improper.append("abs(" ~ probabilities | join(" + ") ~ " - 1) > " ~ ml_monitor.real(0.01)) -%}
    {%- endif -%}
    {%- set seen = [] -%}
    {%- for class in monitor.classes -%}
        {%- do seen.append("max(case when y_true = " ~ class.index ~ " then '1' else '0' end)") -%}
    {%- endfor -%}
    {{ "count(case when y_true < 0 then 1 end)" if monitor.classes else "0" }} as unknown_label_count,
    {{ "count(case when y_pred < 0 then 1 end)" if monitor.classes else "0" }} as unknown_prediction_count,
    {{ "count(case when " ~ improper | join(" or ") ~ " then 1 end)" if improper else "0" }} as improper_probability_count,
    {{ "count(case when " ~ probabilities | join(" + ") ~ " is null then 1 end)" if probabilities else "0" }} as missing_probability_count,
    {{ "coalesce(" ~ examples | join(", ") ~ ", null)" if examples else ml_monitor.real(none) }} as improper_probability,
    {{ dbt.concat(seen) if seen else ml_monitor.text("") }} as seen_classes,
{% endmacro %}


{# The names of the probabilities among the columns of a row. #}
{% macro probability_names(monitor) %}
    {% set names = [] %}
    {% for class in monitor.classes if class.column is not none %} {% do names.append("probability_" ~ class.index) %} {% endfor %}
    {% do return(names) %}
{% endmacro %}


{# The probabilities of a row of a relation, each as a column of that name and with a comma behind it. #}
{% macro probabilities_of_row(monitor, alias) -%}
    {%- for class in monitor.classes if class.column is not none %}
        {{ ml_monitor.double_column(alias, class.column) }} as probability_{{ class.index }},
    {%- endfor -%}
{%- endmacro %}


{# The names of the classes that no label of a period is of, each with a comma behind it: an aggregate over the chunks' seen_classes. #}
{% macro unseen_classes(monitor) -%}
    {%- set names = [] -%}
    {%- for class in monitor.classes -%}
        {%- do names.append(
            "case when max(substr(seen_classes, " ~ (class.index + 1) ~ ", 1)) = '1' then '' else " ~ ml_monitor.text(class.name ~ ", ") ~ " end"
        ) -%}
    {%- endfor -%}
    {{ dbt.concat(names) if names else ml_monitor.text("") }}
{%- endmacro %}
