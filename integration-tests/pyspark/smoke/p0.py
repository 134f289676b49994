"""What the smoke suite must put on the wire: the P0 rows of the protocol's inventory."""

P0 = {
    "RPC": "ExecutePlan AnalyzePlan Config ReattachExecute ReleaseExecute FetchErrorDetails AddArtifacts ArtifactStatus"
           " ReleaseSession",
    "Relation": "read project filter join set_op sort limit aggregate sql local_relation cached_local_relation"
                " chunked_cached_local_relation deduplicate range subquery_alias to_df with_columns_renamed"
                " with_columns drop show_string fill_na drop_na catalog",
    "Read": "named_table data_source",
    "Command": "sql_command write_operation create_dataframe_view",
    "Expression": "literal unresolved_attribute unresolved_function expression_string unresolved_star alias cast"
                  " sort_order window unresolved_extract_value",
    "Catalog": "current_database current_catalog set_current_database set_current_catalog list_databases get_database"
               " list_tables get_table list_views list_columns database_exists table_exists function_exists is_cached"
               " drop_temp_view drop_global_temp_view drop_table drop_view create_database drop_database",
    "Analyze": "schema is_local is_streaming spark_version ddl_parse",
    "Config": "set get get_with_default get_option get_all unset",
    "Response": "arrow_batch sql_command_result result_complete",
    "DataType": "null binary boolean byte short integer long float double decimal string date timestamp timestamp_ntz"
                " array struct map",
    "Literal": "null binary boolean byte short integer long float double decimal string date timestamp timestamp_ntz"
               " array map struct specialized_array",
}

REQUIRED = frozenset(f"{kind}.{name}" for kind, names in P0.items() for name in names.split())
