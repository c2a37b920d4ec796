{#
  What a kept table is partitioned by: on Spark, where the files of a partition are what can be written anew or dropped. Other engines delete and
  insert rows.
  Differs: Spark writes files and not rows, so what changes has to be a partition.
#}
{% macro kept_by() %} {{ return(adapter.dispatch("kept_by", "ml_monitor")(varargs | list)) }}{% endmacro %}
{% macro default__kept_by(columns) %} {{ return(none) }}{% endmacro %}
{% macro spark__kept_by(columns) %} {{ return(columns) }}{% endmacro %}
{% macro databricks__kept_by(columns) %} {{ return(none) }}{% endmacro %}
