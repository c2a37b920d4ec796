-- depends_on: {{ ref('monitor_config') }}
{#- The cells of each classification's confusion matrix. The classes themselves are the pairs of a class with itself. -#}
{%- set rows = [] %}
{%- for monitor in ml_monitor.monitors() %}
    {%- for true_class in monitor.classes %}
        {%- for predicted_class in monitor.classes %}
            {%- set business_values = monitor.business_value_matrix %}
            {%- do rows.append(
                {
                    "monitor_name": monitor.name,
                    "true_class_index": true_class.index,
                    "predicted_class_index": predicted_class.index,
                    "true_class": true_class.name,
                    "predicted_class": predicted_class.name,
                    "is_scored_class": true_class.is_scored and true_class.index == predicted_class.index,
                    "business_value": none if business_values is none else business_values[true_class.index][predicted_class.index],
                }
            ) %}
        {%- endfor %}
    {%- endfor %}
{%- endfor %}
with
    class_pairs as (
        {{
            ml_monitor.constants(
                {
                    "monitor_name": "text",
                    "true_class_index": "whole",
                    "predicted_class_index": "whole",
                    "true_class": "text",
                    "predicted_class": "text",
                    "is_scored_class": "truth",
                    "business_value": "real",
                },
                rows,
            )
        }}
    )

select *
from class_pairs
