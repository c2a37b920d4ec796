{#-
  What there should be: one row per result of a chunk, or thing fitted on the reference, with the hash of all it is computed from. A result that carries this
  version is kept; any other is deleted, and what is missing is computed (macros/incremental). So this list alone decides what a run computes.
-#}
with
    chunks as (select * from {{ ref("monitor_chunk_fingerprints") }}),

    consecutive_chunks as (
        select
            chunks.*,
            {{ ml_monitor.of_chunk_before("chunks.inputs_fingerprint") }} as inputs_fingerprint_before,
            {{ ml_monitor.of_chunk_before("chunks.labels_fingerprint") }} as labels_fingerprint_before
        from chunks
        inner join {{ ref("monitor_config") }} as config on chunks.monitor_name = config.monitor_name and config.has_consecutive_drift
        where chunks.chunk_index >= 0
    ),

    reference_sets as (
        select
            config.monitor_name,
            case when config.problem_type = 'regression' then config.has_performance else 1 = 0 end as has_losses,
            case when config.problem_type = 'regression' then 1 = 0 else config.has_performance end as has_classes,
            config.has_estimates,
            config.classification_version,
            config.has_baseline_drift,
            config.reference_comparison,
            config.has_reconstruction_error,
            config.has_domain_classifier,
            config.is_data_quality_normalized,
            config.bins_version,
            config.reconstruction_version,
            config.domain_classifier_version,
            config.loss_models_version,
            fingerprinted.reference_version
        from {{ ref("monitor_config") }} as config
        inner join
            (select distinct monitor_name, reference_version from chunks) as fingerprinted
            on config.monitor_name = fingerprinted.monitor_name
    ),

    -- Which statistic is computed for which kind of column: labels come later, so the target's numbers are versioned apart from all others.
    column_groups as (select distinct monitor_name, column_group from {{ ref("monitor_columns") }}),

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
        select distinct monitor_name, loss_name
        from {{ ref("monitor_metric_settings") }}
        where metric_family = 'estimated_performance' and loss_name is not null
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
    ),

    -- What is summarised, with the statistics that take work of their own; `:table` is the number of rows.
    summaries as (
        select
            settings.monitor_name,
            coalesce(watched.column_group, ':table') as column_group,
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

    results as (
        {%- set of_chunks -%}
            from chunks
            inner join reference_sets on chunks.monitor_name = reference_sets.monitor_name
        {%- endset %}
        {{ ml_monitor.results("rows", "'typed columns'", "chunks.inputs_fingerprint", "chunks.labels_fingerprint") }} {{ of_chunks }}
        union all
        {{ ml_monitor.results("value_counts", ml_monitor.fingerprint_of_group(), "chunks.reference_version", "reference_sets.bins_version", group="column_groups.column_group") }}
        {{ of_chunks }}
        inner join column_groups on chunks.monitor_name = column_groups.monitor_name
        where chunks.chunk_index >= 0 or chunks.period = 'reference'
        union all
        {{ ml_monitor.results("univariate_drift", ml_monitor.fingerprint_of_group("drift_statistics"), "chunks.reference_version", "case when " ~ ml_monitor.compares_ecdfs("drift_statistics.metric_name") ~ " then reference_sets.bins_version else '' end", "case when chunks.period = 'reference' then reference_sets.reference_comparison else '' end", group="drift_statistics.column_group", metric="drift_statistics.metric_name") }}
        {{ of_chunks }}
        inner join drift_statistics on chunks.monitor_name = drift_statistics.monitor_name
        where chunks.chunk_index >= 0 and reference_sets.has_baseline_drift
        union all
        {{ ml_monitor.results("consecutive_drift", ml_monitor.fingerprint_of_group("drift_statistics"), "case when drift_statistics.column_group = 'target' then chunks.labels_fingerprint_before else chunks.inputs_fingerprint_before end", "chunks.reference_version", "case when " ~ ml_monitor.compares_ecdfs("drift_statistics.metric_name") ~ " then reference_sets.bins_version else '' end", group="drift_statistics.column_group", metric="drift_statistics.metric_name") }}
        from consecutive_chunks as chunks
        inner join reference_sets on chunks.monitor_name = reference_sets.monitor_name
        inner join drift_statistics on chunks.monitor_name = drift_statistics.monitor_name
        where chunks.inputs_fingerprint_before is not null
        union all
        {{ ml_monitor.results("reconstruction_error", "chunks.inputs_fingerprint", "chunks.reference_version", "reference_sets.reconstruction_version", "case when reconstruction_targets.monitor_name is null then '' else chunks.labels_fingerprint end") }}
        {{ of_chunks }}
        left join
            (
                select monitor_name from {{ ref("monitor_columns") }} where column_group = 'target' and is_in_reconstruction
            ) as reconstruction_targets
            on chunks.monitor_name = reconstruction_targets.monitor_name
        where chunks.chunk_index >= 0 and reference_sets.has_reconstruction_error
        union all
        {{ ml_monitor.results("domain_classifier", "chunks.inputs_fingerprint", "chunks.reference_version", "reference_sets.domain_classifier_version") }}
        {{ of_chunks }}
        where chunks.chunk_index >= 0 and reference_sets.has_domain_classifier
        union all
        {{ ml_monitor.results("realized_losses", "chunks.inputs_fingerprint", "chunks.labels_fingerprint") }}
        {{ of_chunks }}
        where chunks.chunk_index >= 0 and reference_sets.has_losses
        union all
        {{ ml_monitor.results("realized_classification", "chunks.inputs_fingerprint", "chunks.labels_fingerprint", "reference_sets.classification_version") }}
        {{ of_chunks }}
        where chunks.chunk_index >= 0 and reference_sets.has_classes
        union all
        {{ ml_monitor.results("estimated_classification", "chunks.inputs_fingerprint", "chunks.reference_version", "reference_sets.loss_models_version", "reference_sets.classification_version") }}
        {{ of_chunks }}
        where chunks.chunk_index >= 0 and reference_sets.has_classes and reference_sets.has_estimates
        union all
        {{ ml_monitor.results("support_counts", "chunks.inputs_fingerprint", "chunks.reference_version") }}
        {{ of_chunks }}
        where chunks.chunk_index >= 0 and reference_sets.has_losses
        union all
        {{ ml_monitor.results("estimated_losses", "chunks.inputs_fingerprint", "chunks.reference_version", "reference_sets.loss_models_version", metric="losses.loss_name") }}
        {{ of_chunks }}
        inner join losses on chunks.monitor_name = losses.monitor_name
        where chunks.chunk_index >= 0
        union all
        {{ ml_monitor.results("data_quality", ml_monitor.fingerprint_of_group("quality_statistics"), "chunks.reference_version", "case when reference_sets.is_data_quality_normalized then 'share' else 'count' end", group="quality_statistics.column_group", metric="quality_statistics.metric_name") }}
        {{ of_chunks }}
        inner join quality_statistics on chunks.monitor_name = quality_statistics.monitor_name
        where chunks.chunk_index >= 0
        union all
        {{ ml_monitor.results("chunk_statistics", ml_monitor.fingerprint_of_group("summaries"), "summaries.median_part", "summaries.std_part", group="summaries.column_group") }}
        {{ of_chunks }}
        inner join summaries on chunks.monitor_name = summaries.monitor_name
        where
            chunks.chunk_index >= 0

            {%- set of_references -%} from (select *, 'reference' as period, -1 as chunk_index from reference_sets) as chunks {%- endset %}
        union all
        {{ ml_monitor.results("fitted_bins", "chunks.reference_version", "chunks.bins_version") }} {{ of_references }}
        union all
        {{ ml_monitor.results("fitted_distributions", "chunks.reference_version", "chunks.bins_version") }} {{ of_references }}
        union all
        {{ ml_monitor.results("fitted_ecdfs", "chunks.reference_version", "chunks.bins_version") }} {{ of_references }}
        union all
        {{ ml_monitor.results("fitted_support", "chunks.reference_version") }} {{ of_references }}
        where chunks.has_losses
        union all
        {{ ml_monitor.results("fitted_losses", "chunks.reference_version") }} {{ of_references }}
        where chunks.has_losses
        union all
        {{ ml_monitor.results("fitted_classification", "chunks.reference_version", "chunks.classification_version") }} {{ of_references }}
        where chunks.has_classes
        union all
        {{ ml_monitor.results("fitted_calibration", "chunks.reference_version", "chunks.loss_models_version") }} {{ of_references }}
        where chunks.has_classes and chunks.has_estimates
        union all
        {{ ml_monitor.results("fitted_pca", "chunks.reference_version", "chunks.reconstruction_version") }} {{ of_references }}
        where chunks.has_reconstruction_error
        union all
        {{ ml_monitor.results("fitted_statistics", "chunks.reference_version", "summaries.median_part", "summaries.std_part", group="summaries.column_group") }}
        {{ of_references }}
        inner join summaries on chunks.monitor_name = summaries.monitor_name
        where summaries.column_group <> ':table'
        union all
        {{ ml_monitor.results("fitted_loss_models", "chunks.reference_version", "chunks.loss_models_version", metric="losses.loss_name") }}
        {{ of_references }}
        inner join losses on chunks.monitor_name = losses.monitor_name
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
