{#-
  What there should be: one row per result of a chunk, or thing fitted on the reference, with the hash of all it is computed from. A result that carries this
  version is kept; any other is deleted, and what is missing is computed (macros/incremental). So this list alone decides what a run computes. Which results there
  are, and what each is computed from, result_registry() says.
-#}
with
    configured as (
        select
            config.monitor_name,
            case when config.problem_type = 'regression' then config.has_performance else 1 = 0 end as has_losses,
            case when config.problem_type = 'regression' then 1 = 0 else config.has_performance end as has_classes,
            config.has_estimates,
            config.has_baseline_drift,
            config.has_consecutive_drift,
            config.has_reconstruction_error,
            config.has_domain_classifier,
            config.has_segments,
            config.has_fairness,
            config.has_custom_metrics,
            config.has_custom_estimates,
            config.is_data_quality_normalized,
            reconstructed.monitor_name is not null as reconstructs_target,
            with_ecdfs.monitor_name is not null as compares_ecdfs,
            config.reference_comparison,
            config.bins_version,
            config.reconstruction_version,
            config.domain_classifier_version,
            config.loss_models_version,
            config.classification_version,
            config.fairness_version,
            config.custom_metrics_version,
            fingerprinted.reference_version
        from {{ ref("monitor_config") }} as config
        inner join
            (select distinct monitor_name, reference_version from {{ ref("monitor_chunk_fingerprints") }}) as fingerprinted
            on config.monitor_name = fingerprinted.monitor_name
        left join
            (
                select distinct monitor_name from {{ ref("monitor_columns") }} where column_group = 'target' and is_in_reconstruction
            ) as reconstructed
            on config.monitor_name = reconstructed.monitor_name
        left join
            (
                select distinct monitor_name from {{ ref("monitor_metric_settings") }} where {{ ml_monitor.compares_ecdfs("metric_name") }}
            ) as with_ecdfs
            on config.monitor_name = with_ecdfs.monitor_name
    ),

    reference_sets as (select configured.*, 'reference' as period, -1 as chunk_index from configured),

    chunks as (
        select configured.*, fingerprints.period, fingerprints.chunk_index, fingerprints.inputs_fingerprint, fingerprints.labels_fingerprint
        from {{ ref("monitor_chunk_fingerprints") }} as fingerprints
        inner join configured on fingerprints.monitor_name = configured.monitor_name
    ),

    consecutive_chunks as (
        select *
        from
            (
                select
                    chunks.*,
                    {{ ml_monitor.of_chunk_before("chunks.inputs_fingerprint") }} as inputs_fingerprint_before,
                    {{ ml_monitor.of_chunk_before("chunks.labels_fingerprint") }} as labels_fingerprint_before
                from chunks
                where chunks.has_consecutive_drift and chunks.chunk_index >= 0
            ) as in_order
        where inputs_fingerprint_before is not null
    ),

    -- Which statistic is computed for which kind of column: labels come later, so the target's numbers are versioned apart from all others.
    column_groups as (select distinct monitor_name, column_group, ':none' as metric_name from {{ ref("monitor_columns") }}),

    drift_statistics as (
        select distinct watched.monitor_name, watched.column_group, settings.metric_name
        from {{ ref("monitor_columns") }} as watched
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on watched.monitor_name = settings.monitor_name
            and watched.feature_type = settings.feature_type
        where settings.metric_family = 'univariate_drift'
    ),

    losses as (
        select distinct monitor_name, ':none' as column_group, loss_name as metric_name
        from
            (
                select monitor_name, loss_name
                from {{ ref("monitor_metric_settings") }}
                where metric_family = 'estimated_performance'
                union all
                select monitor_name, loss_name
                from {{ ref("monitor_fairness_settings") }}
                where is_judged
            ) as estimated
        where loss_name is not null
    ),

    -- A missing label has not come yet and is no defect of the data. A label that is none of the classes is news.
    quality_statistics as (
        select distinct watched.monitor_name, watched.column_group, settings.metric_name
        from {{ ref("monitor_columns") }} as watched
        inner join
            {{ ref("monitor_metric_settings") }} as settings
            on watched.monitor_name = settings.monitor_name
            and watched.feature_type = settings.feature_type
        where settings.metric_family = 'data_quality' and (watched.column_group <> 'target' or settings.metric_name = 'unseen_values')
        union all
        select monitor_name, ':table' as column_group, metric_name
        from {{ ref("monitor_metric_settings") }}
        where {{ ml_monitor.is_metric_with("metric_name", "is_of_segments") }}
    ),

    -- What is summarised, with the statistics that take work of their own; `:table` is the number of rows.
    summaries as (
        select
            settings.monitor_name,
            coalesce(watched.column_group, ':table') as column_group,
            ':none' as metric_name,
            max(case when settings.metric_name = 'median' then 'median' else '' end) as median_part,
            max(case when settings.metric_name = 'std' then 'std' else '' end) as std_part
        from {{ ref("monitor_metric_settings") }} as settings
        left join
            {{ ref("monitor_columns") }} as watched
            on settings.monitor_name = watched.monitor_name
            and settings.feature_type = watched.feature_type
        where settings.metric_family = 'summary_statistics' and (watched.column_group is not null or settings.feature_type = ':none')
        group by settings.monitor_name, coalesce(watched.column_group, ':table')
    ),

    summarised_columns as (select * from summaries where column_group <> ':table'),

    results as (
        {%- set inputs = ml_monitor.inputs_of_results() %}
        {%- for result in ml_monitor.result_registry() %}
            {{ ml_monitor.versions_of_result(result, inputs) }} {{ "union all" if not loop.last }}
        {%- endfor %}
    )

select
    monitor_name,
    result_name,
    period,
    cast(chunk_index as {{ dbt.type_bigint() }}) as chunk_index,
    metric_name,
    column_group,
    result_version
from results
