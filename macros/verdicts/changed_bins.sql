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
  For each incident, the one value whose share has risen most, if one alone stands for the rise, and how far the distribution of all other values has moved (the total
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
            group by incident_id, bin_index, position, magnitude_step
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
            where share_then < 1
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


{#
  For each incident, the share of the reference's values that lie in bins beyond the highest (the lowest) value of now and seem to be piled up at it, null if they do not.
  They do if the bins further inside have kept their shares, and the last one has risen by what is gone beyond it, near the end.
#}
{% macro clipped_ends(bins, moments) %}
    {%- set sides = {"above": (">", "<", "highest"), "below": ("<", ">", "lowest")} %}
    select
        incident_id
        {%- for name in sides -%}
            ,
            max(
                case
                    when
                        gone_{{ name }} between {{ ml_monitor.real(0.005) }} and {{ ml_monitor.real(0.6) }}
                        and moved_{{ name }} < gone_{{ name }} * {{ ml_monitor.real(0.5) }} + 2 / sqrt(count_now)
                        and risen_{{ name }} > gone_{{ name }} * {{ ml_monitor.real(0.5) }}
                        and abs(risen_sum_{{ name }} / risen_{{ name }} - end_{{ name }}) < bin_width * {{ ml_monitor.real(0.35) }}
                    then gone_{{ name }}
                end
            ) as clipped_{{ name }}_share
        {%- endfor %}
    from
        (
            select
                bins.incident_id,
                max(bins.bin_width) as bin_width,
                max(bins.count_now) as count_now
                {%- for name, (beyond, within, end) in sides.items() -%}
                    ,
                    max(ends.{{ end }}) as end_{{ name }},
                    sum(case when bins.bin_index {{ beyond }} ends.{{ name }}_bin then bins.share_then else 0 end) as gone_{{ name }},
                    sum(case when bins.bin_index {{ within }} ends.{{ name }}_bin then abs(bins.share_now - bins.share_then) else 0 end)
                    / 2 as moved_{{ name }},
                    nullif(
                        sum(case when bins.bin_index = ends.{{ name }}_bin then bins.share_now - bins.share_then else 0 end), 0
                    ) as risen_{{ name }},
                    sum(case when bins.bin_index = ends.{{ name }}_bin then bins.sum_now - bins.sum_then else 0 end) as risen_sum_{{ name }}
                {%- endfor %}
            from {{ bins }} as bins
            inner join
                (
                    select
                        bins.incident_id,
                        max(moments.highest) as highest,
                        min(moments.lowest) as lowest,
                        max(case when bins.share_now > 0 then bins.bin_index end) as above_bin,
                        min(case when bins.share_now > 0 then bins.bin_index end) as below_bin
                    from {{ bins }} as bins
                    inner join {{ moments }} as moments on bins.incident_id = moments.incident_id and moments.side = 'now'
                    group by bins.incident_id
                ) as ends
                on bins.incident_id = ends.incident_id
            group by bins.incident_id
        ) as compared
    group by incident_id
{% endmacro %}
