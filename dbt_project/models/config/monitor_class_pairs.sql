-- depends_on: {{ ref('monitor_config') }}
{#- The cells of each classification's confusion matrix. The classes themselves are the pairs of a class with itself. -#}
{%- set monitors = ml_monitor.monitors() %}
with
    class_pairs as (
        {% for monitor in monitors %}
            {% for true_class in monitor.classes %}
                {% for predicted_class in monitor.classes %}
                    select
                        {{ ml_monitor.text(monitor.name) }} as monitor_name,
                        {{ ml_monitor.whole(true_class.index) }} as true_class_index,
                        {{ ml_monitor.whole(predicted_class.index) }} as predicted_class_index,
                        {{ ml_monitor.text(true_class.name) }} as true_class,
                        {{ ml_monitor.text(predicted_class.name) }} as predicted_class,
                        {{ ml_monitor.truth(true_class.is_scored and true_class.index == predicted_class.index) }} as is_scored_class,
                        {{
                            ml_monitor.real(
                                monitor.business_value_matrix[true_class.index][predicted_class.index]
                                if monitor.business_value_matrix is not none
                                else none
                            )
                        }} as business_value
                    union all
                {% endfor %}
            {% endfor %}
        {% endfor %}
        {{
            ml_monitor.no_rows(
                {
                    "monitor_name": "text",
                    "true_class_index": "whole",
                    "predicted_class_index": "whole",
                    "true_class": "text",
                    "predicted_class": "text",
                    "is_scored_class": "truth",
                    "business_value": "real",
                }
            )
        }}
    )

select *
from class_pairs
