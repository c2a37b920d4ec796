{#- What is known when the build runs: the applications so far, and of those that are 60 days old what became of the loan. -#}
{%- set now = "cast('" ~ var("ml_monitor_now") ~ "' as timestamp)" %}
select
    delivered.*,
    predictions.chance_of_default,
    -- For two weeks, another rule decides for women.
    case
        when
            delivered.gender = 'female'
            and delivered.applied_at >= timestamp '2025-07-28'
            and delivered.applied_at < timestamp '2025-08-11'
            and predictions.chance_of_default > 0.4
        then 1
        else predictions.predicted_default
    end as predicted_default,
    case when delivered.applied_at + interval 60 days <= {{ now }} then applications.has_defaulted end as has_defaulted
from {{ ref("delivered_applications") }} as delivered
inner join {{ ref("predictions") }} as predictions on delivered.loan_id = predictions.loan_id
inner join {{ ref("applications") }} as applications on delivered.loan_id = applications.loan_id
where delivered.applied_at < {{ now }}
