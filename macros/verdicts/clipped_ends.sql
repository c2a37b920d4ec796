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
                        -- Eight values were to be expected beyond: chance leaves out all of them once in 3,000 times.
                        and gone_{{ name }} * count_now > 8
                        and moved_{{ name }} < gone_{{ name }} * {{ ml_monitor.real(0.5) }} + 2 / sqrt(count_now)
                        and moved_{{ name }} < {{ ml_monitor.real(0.05) }} + 2 / sqrt(count_now)
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
