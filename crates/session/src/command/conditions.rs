//! Conditions of Spark that only commands raise. `_LEGACY_…` are those Spark has not named yet.

use sparrow_spark_error::{Condition, Kind};

macro_rules! conditions {
    ($($(#[$doc:meta])* $id:ident $kind:ident $state:literal $name:literal $template:literal;)*) => {
        $(#[doc = concat!("`", $name, "`")]
        pub(crate) static $id: Condition =
            Condition { name: $name, sql_state: $state, kind: Kind::$kind, template: $template };)*
    };
}

conditions! {
    TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS Analysis "428EK" "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS" "A temporary view has a name of one part, unlike <actualName>.";
    INVALID_VIEW_NAME Analysis "42602" "_LEGACY_ERROR_TEMP_1321" "Invalid view name: <viewName>.";
    INVALID_TEMP_OBJ_REFERENCE Analysis "42K0F" "INVALID_TEMP_OBJ_REFERENCE" "The persistent object <objName> of the kind <obj> cannot refer to the temporary <tempObj> <tempObjName>: it would outlive it.";
    OPERATION_NOT_ALLOWED Parse "42000" "_LEGACY_ERROR_TEMP_0035" "Operation not allowed: <message>.";
    RECURSIVE_VIEW Analysis "42K0H" "RECURSIVE_VIEW" "The view <viewIdent> would read itself: <newPath>.";
    WRONG_COMMAND_FOR_OBJECT_TYPE Analysis "42809" "WRONG_COMMAND_FOR_OBJECT_TYPE" "<operation> needs a <requiredType>, but <objectName> is a <foundType>. Use <alternative> instead.";
    EXPECT_PERMANENT_VIEW_NOT_TEMP Analysis "42809" "EXPECT_PERMANENT_VIEW_NOT_TEMP" "<operation> needs a persistent view; <viewName> is a temporary one.";
    COLUMN_NOT_FOUND Analysis "42703" "COLUMN_NOT_FOUND" "The column <colName> cannot be found. Check its spelling, and the conf <caseSensitiveConfig>.";
    COLUMN_NOT_DEFINED_IN_TABLE Analysis "42703" "COLUMN_NOT_DEFINED_IN_TABLE" "The <colType> column <colName> is not defined in <tableName>, which has <tableCols>.";
    PARTITIONS_NOT_FOUND Analysis "428FT" "PARTITIONS_NOT_FOUND" "The partition columns <partitionList> cannot be found in the table <tableName>.";
    INSERT_PARTITION_COLUMN_ARITY_MISMATCH Analysis "21S01" "INSERT_PARTITION_COLUMN_ARITY_MISMATCH" "Cannot write to <tableName>: it has the columns <tableColumns>, of which <staticPartCols> are given; the data has <dataColumns>.";
    EXTRA_COLUMNS Analysis "KD000" "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS" "Cannot write incompatible data for <tableName>: it has no columns <extraColumns>.";
    PARTITION_SCHEMA_IS_EMPTY Analysis "42601" "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY" "The table <name> is not partitioned.";
    NOT_A_PARTITIONED_TABLE Analysis "42809" "NOT_A_PARTITIONED_TABLE" "<operation> needs a partitioned table, which <tableIdentWithDB> is not.";
    CANNOT_TRUNCATE_EXTERNAL_TABLE Analysis "0A000" "CANNOT_TRUNCATE_EXTERNAL_TABLE" "The external table <tableName> cannot be truncated: its files are not ours.";
    DROP_DEFAULT_DATABASE Analysis "0A000" "UNSUPPORTED_FEATURE.DROP_DATABASE" "The database <database> cannot be dropped.";
    RESERVED_DATABASE Analysis "42000" "_LEGACY_ERROR_TEMP_1066" "<database> is a preserved database of the system and cannot be created.";
    RENAME_ACROSS_DATABASES Analysis "42000" "_LEGACY_ERROR_TEMP_1073" "A table cannot be renamed from the database <db> into <newDb>.";
    APPEND_OTHER_PROVIDER Analysis "42000" "_LEGACY_ERROR_TEMP_1159" "The table <tableName> has the format <existingProvider>, which is not the wanted <specifiedProvider>.";
    APPEND_OTHER_WIDTH Analysis "42000" "_LEGACY_ERROR_TEMP_1161" "The table <tableName> has the columns <existingTableSchema>, the data has <querySchema>.";
    APPEND_OTHER_COLUMNS Analysis "42000" "_LEGACY_ERROR_TEMP_1162" "The data has no column '<col>'; it has <inputColumns>.";
    APPEND_OTHER_PARTITIONING Analysis "42000" "_LEGACY_ERROR_TEMP_1163" "The partitioning asked for is not that of the table <tableName>: <specifiedPartCols> is not <existingPartCols>.";
    PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO Analysis "42601" "PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO" "partitionBy() cannot be used with insertInto(): the partitioning of <tableName> is part of its definition.";
    ONE_PATH_EXPECTED IllegalArgument "42000" "_LEGACY_ERROR_TEMP_2047" "Exactly one path is expected.";
    LOCATION_ALREADY_EXISTS Analysis "42710" "LOCATION_ALREADY_EXISTS" "The managed table <identifier> cannot be made: there is something at its location <location>. Choose another name, or empty that place first.";
    OVERWRITE_WHAT_IS_READ Analysis "42902" "UNSUPPORTED_OVERWRITE.TABLE" "The table <table> cannot be overwritten by a query that reads it.";
}
