{#-
  How far apart the groups of a segment are in a chunk, by fairlearn's names: `<metric>_difference` is the largest value less the smallest, `<metric>_ratio` the smallest over the
  largest; equalized_odds_difference the larger difference of tpr and fpr, equalized_odds_ratio the smaller of their quotients. Groups that are too small to be compared do not count.
  Source: M. Hardt, E. Price, N. Srebro, "Equality of opportunity in supervised learning", NIPS 2016; fairlearn.metrics.
-#}
{%- set grain = ml_monitor.chunk_columns() ~ ", segment_column, source" %}
with
    spread as (
        select
            {{ grain }},
            metric_name,
            max(metric_value) - min(metric_value) as difference,
            case when min(metric_value) >= 0 and max(metric_value) > 0 then min(metric_value) / max(metric_value) end as ratio,
            count(*) as group_count
        from {{ ref("monitor_group_rates") }}
        where is_compared
        group by {{ grain }}, metric_name
    ),

    odds as (
        select
            {{ grain }},
            'equalized_odds' as metric_name,
            max(difference) as difference,
            case when count(ratio) = 2 then min(ratio) end as ratio,
            max(group_count) as group_count
        from spread
        where metric_name in ('tpr', 'fpr')
        group by {{ grain }}
        having count(*) = 2
    ),

    known as (
        select *
        from spread
        union all
        select *
        from odds
    )

select
    known.monitor_name,
    known.period,
    cast(known.chunk_index as {{ dbt.type_int() }}) as chunk_index,
    chunks.chunk_key,
    chunks.chunk_start_date,
    chunks.chunk_end_date,
    known.segment_column,
    known.source,
    known.metric_name || '_' || forms.form as metric_name,
    case forms.form when 'ratio' then known.ratio else known.difference end as metric_value,
    cast(known.group_count as {{ dbt.type_bigint() }}) as group_count
from known
cross join
    (
        select 'difference' as form
        union all
        select 'ratio'
    ) as forms
inner join {{ ref("monitor_chunks") }} as chunks on {{ ml_monitor.same_chunk("known", "chunks") }}
where case forms.form when 'ratio' then known.ratio else known.difference end is not null
