{#
  How many buckets the order of the rows is cut into (chunk_index_ctes).
  Differs: on Spark the rows of the buckets that a chunk ends in are sent to every worker, so the buckets are narrower there.
#}
{% macro order_bucket_count() %} {{ return(adapter.dispatch("order_bucket_count", "ml_monitor")()) }}{% endmacro %}
{% macro default__order_bucket_count() %} {% do return(16384) %} {% endmacro %}
{% macro spark__order_bucket_count() %} {% do return(1048576) %} {% endmacro %}
