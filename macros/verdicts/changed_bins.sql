{# The share of each bin, then and now, with the mean and mean square of its values times that share: one row per incident and bin that has values on either side. #}
{% macro changed_bins(value_groups) %}
    select
        incident_id,
        bin_index,
        max(bin_count) as bin_count,
        max(bin_width) as bin_width,
        {% for side in ["then", "now"] -%}
            {%- for name, column in [("share", "row_count"), ("sum", "value_sum"), ("square", "square_sum")] -%}
                sum(case when side = '{{ side }}' then {{ column }} / side_count else 0 end) as {{ name }}_{{ side }},
            {% endfor -%}
        {%- endfor %}
        max(case when side = 'now' then side_count end) as count_now
    from
        (
            select value_groups.*, sum(row_count) over (partition by incident_id, side) as side_count
            from {{ value_groups }} as value_groups
        ) as shared
    group by incident_id, bin_index
{% endmacro %}


{#
  For each incident, the one value whose share has risen most, if it is the whole rise, and how far the distribution of all other values has moved (the total
  variation distance of their bins). Either all values of a group of changed_value_groups() are equal, or the bin with the largest rise has got its new values
  at one place: what is there now, less what would be there if the rest had kept its shape, has hardly any spread.
#}
{% macro changed_spikes(value_groups, bins) %}
    {%- set zero = ml_monitor.real(0) %}
    with
        compared_groups as (
            select
                incident_id,
                bin_index,
                max(case when side = 'now' and lowest = highest then lowest end) as spike_value,
                sum(case when side = 'then' then row_count / side_count else 0 end) as share_then,
                sum(case when side = 'now' then row_count / side_count else 0 end) as share_now
            from
                (
                    select value_groups.*, sum(row_count) over (partition by incident_id, side) as side_count
                    from {{ value_groups }} as value_groups
                ) as shared
            group by incident_id, bin_index, magnitude_step
        ),

        ordered_groups as (
            select *, row_number() over (partition by incident_id order by share_now - share_then desc, bin_index, spike_value) as place
            from compared_groups
            where spike_value is not null
        ),

        risen_bins as (
            select
                *,
                -- The share of the new values, if all else has kept its shape.
                1 - (1 - share_now) / (1 - share_then) as mixed_share,
                row_number() over (partition by incident_id order by share_now - share_then desc, bin_index) as place
            from {{ bins }}
            where
                share_then < 1
                -- What lies outside the reference's range has no bin, so its width says nothing of how near its values are.
                and bin_index between 0 and bin_count - 1
        ),

        mixtures as (
            select
                *,
                (sum_now - (1 - mixed_share) * sum_then) / mixed_share as mixed_mean,
                (square_now - (1 - mixed_share) * square_then) / mixed_share as mixed_square
            from risen_bins
            where place = 1 and mixed_share > {{ ml_monitor.real(0.1) }}
        ),

        found as (
            select incident_id, bin_index, spike_value, share_then as spike_share_then, share_now as spike_share_now
            from ordered_groups
            where place = 1 and share_now - share_then > {{ ml_monitor.real(0.02) }}
            union all
            select mixtures.incident_id, mixtures.bin_index, mixtures.mixed_mean, {{ zero }}, mixtures.mixed_share
            from mixtures
            left join
                ordered_groups
                on mixtures.incident_id = ordered_groups.incident_id
                and ordered_groups.place = 1
                and ordered_groups.share_now - ordered_groups.share_then > mixtures.mixed_share / 2
            where
                ordered_groups.incident_id is null
                and mixtures.mixed_square - power(mixtures.mixed_mean, 2) < power(mixtures.bin_width, 2) * {{ ml_monitor.real(0.02) }}
        )

    select
        found.incident_id,
        max(found.spike_value) as spike_value,
        max(found.spike_share_then) as spike_share_then,
        max(found.spike_share_now) as spike_share_now,
        sum(
            abs(
                (bins.share_now - case when bins.bin_index = found.bin_index then found.spike_share_now else {{ zero }} end)
                / nullif(1 - found.spike_share_now, 0)
                - (bins.share_then - case when bins.bin_index = found.bin_index then found.spike_share_then else {{ zero }} end)
                / nullif(1 - found.spike_share_then, 0)
            )
        )
        / 2 as shift_of_the_rest
    from found
    inner join {{ bins }} as bins on found.incident_id = bins.incident_id
    group by found.incident_id
{% endmacro %}
