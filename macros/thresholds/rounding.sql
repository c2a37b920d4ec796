{#
  How far a number that was summed over `row_count` rows may be from the true one by rounding alone, as a share of the size of what was summed: eps (16 + n / 2).
  The error of a sum of n numbers added one by one is at most eps / 2 times n; 16 covers the few steps behind the sum. From 4 million rows on it is 2^-31 (4.7e-10), since
  engines add in blocks there, and a true change of 1e-9 must stay visible.
  Source: N. Higham, "Accuracy and Stability of Numerical Algorithms", SIAM 2002, chapter 4.
#}
{% macro rounding_share(row_count) -%}
    case
        when coalesce({{ row_count }}, 0) > 4000000
        then {{ ml_monitor.largest_rounding_share() }}
        else {{ ml_monitor.real(2.220446049250313e-16) }} * (16 + coalesce({{ row_count }}, 0) / {{ ml_monitor.real(2) }})
    end
{%- endmacro %}


{% macro largest_rounding_share() -%} {{ ml_monitor.real(4.656612873077393e-10) }} {%- endmacro %}


{#
  Whether a value lies above (below) a threshold by more than rounding explains, a condition; unknown or false without a threshold or a value.
  Where nothing varies all reference chunks have one value, the threshold is that value, and the last digit of a sum would decide. The tolerance is relative to what the
  two numbers were computed from, so 0 is a sharp threshold: one row in a million is above it.
  Arguments, all SQL expressions: the value, the number of rows it was computed from, the threshold, and monitor_thresholds.rounding_error.
#}
{% macro is_above_threshold(value, row_count, threshold, rounding_error) -%}
    {{ value }} - {{ threshold }} > {{ ml_monitor.rounding_tolerance(value, row_count, threshold, rounding_error) }}
{%- endmacro %}


{% macro is_below_threshold(value, row_count, threshold, rounding_error) -%}
    {{ threshold }} - {{ value }} > {{ ml_monitor.rounding_tolerance(value, row_count, threshold, rounding_error) }}
{%- endmacro %}


{% macro rounding_tolerance(value, row_count, threshold, rounding_error) -%}
    {{ ml_monitor.rounding_of("(" ~ ml_monitor.larger("abs(" ~ value ~ ")", "abs(" ~ threshold ~ ")") ~ ")", row_count) }}
    + coalesce({{ rounding_error }}, 0)
{%- endmacro %}


{# What rounding may leave in numbers of a size; below 1e-305 nothing, since a share of that may be too small for a number, which is an error in Postgres. #}
{% macro rounding_of(magnitude, row_count) -%}
    case
        when {{ magnitude }} > {{ ml_monitor.real(1e-305) }}
        then {{ magnitude }} * ({{ ml_monitor.rounding_share(row_count) }})
        else {{ ml_monitor.real(0) }}
    end
{%- endmacro %}


{#
  The size of the numbers that the values of a metric are sums of, where it may be larger than the values: sums cancel, and what is left has their rounding. Null where
  a value is as large as its parts. An expression over the relations that monitor_thresholds joins.
    mean, sum               mean and standard deviation of the column in the reference, for a sum times the rows
    regression losses       what monitor_fitted_loss_spreads tells of labels and predictions
    classification metrics  1, of numbers of rows the rows; of a business value this times the largest value of a cell
    reconstruction error    the root of the number of columns: the length of a row of standardized values
#}
{% macro summed_magnitude() -%}
    {%- set roots = ml_monitor.metric_registry() | selectattr("is_root", "defined") | selectattr("is_root") | map(attribute="name") | list -%}
    {%- set size_of_values = "(abs(bins.mean) + bins.standard_deviation)" -%}
    case
        when judged.metric_family = 'summary_statistics' and judged.metric_name = 'mean'
        then {{ size_of_values }}
        when judged.metric_family = 'summary_statistics' and judged.metric_name = 'sum'
        then {{ size_of_values }} * source.most_rows
        when judged.metric_name = 'reconstruction_error'
        then sqrt(reconstructed.column_count)
        when settings.loss_name is not null
        then
            case
                when judged.metric_name not in ('{{ roots | join("', '") }}')
                then losses.rounding_magnitude
                when losses.mean_loss > 0
                then losses.rounding_magnitude / (2 * sqrt(losses.mean_loss))
            end
        when judged.metric_family not in ('realized_performance', 'estimated_performance')
        then null
        when judged.metric_name = 'business_value'
        then matrices.largest_business_value * case when config.business_value_normalisation is null then source.most_rows else 1 end
        when settings.upper_limit = 1
        then 1
        else source.most_rows
    end
{%- endmacro %}
