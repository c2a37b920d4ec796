select sales.*, predictions.y_pred
from {{ ref("scored_sales") }} as sales
inner join {{ ref("price_predictions") }} as predictions on sales.scenario = predictions.scenario and sales.sale_id = predictions.sale_id
where sales.scenario = 'reference'
