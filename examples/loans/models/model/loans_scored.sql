{#- What is known when the build runs: the applications so far, and of those that are 60 days old what became of the loan. -#}
{%- set now = "cast('" ~ var("ml_monitor_now") ~ "' as timestamp)" %}
select
    delivered.*,
    predictions.chance_of_default,
    predictions.predicted_default,
    case when delivered.applied_at + interval 60 days <= {{ now }} then applications.has_defaulted end as has_defaulted
from {{ ref("delivered_applications") }} as delivered
inner join {{ ref("predictions") }} as predictions on delivered.loan_id = predictions.loan_id
inner join {{ ref("applications") }} as applications on delivered.loan_id = applications.loan_id
where delivered.applied_at < {{ now }}
