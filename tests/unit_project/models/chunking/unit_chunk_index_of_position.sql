{%- set by_size = {'chunk_method': 'size', 'chunk_number': none, 'chunk_number_per_period': false} -%}
{%- set by_number = {'chunk_method': 'number', 'chunk_number': 2, 'chunk_number_per_period': false} -%}
select
    {% for incomplete in ['keep', 'append', 'drop'] -%}
        {{ ml_monitor.chunk_index_of_position(dict(by_size, incomplete=incomplete), 'analysis') }} as size_{{ incomplete }},
        {{ ml_monitor.chunk_index_of_position(dict(by_number, incomplete=incomplete), 'reference') }} as number_{{ incomplete }},
        {{ ml_monitor.chunk_index_of_position(dict(by_number, incomplete=incomplete), 'analysis') }} as open_number_{{ incomplete }},
    {% endfor -%}
    row_count,
    row_position,
    chunk_size
from {{ ref('row_positions') }}
