{#- The applications as another team delivers them. Two of its releases change what the model reads. -#}
select
    loan_id,
    applied_at,
    -- From 1 October the income of a month comes in place of the income of a year.
    case when applied_at >= timestamp '2025-10-01' then round(income / 12, 2) else income end as income,
    amount,
    monthly_debt,
    age,
    -- From 1 September a hyphen is missing.
    case when applied_at >= timestamp '2025-09-01' and employment = 'self-employed' then 'self employed' else employment end as employment,
    region,
    housing,
    gender
from {{ ref("applications") }}
