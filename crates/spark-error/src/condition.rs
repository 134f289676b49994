//! The table of conditions: name, SQLSTATE, the kind of exception it raises, and the text of its message.
//!
//! Names, SQLSTATEs and parameters are those of Spark 4.2.1 (a test holds the table against the recorded list);
//! the texts are ours. `<name>` in a text stands for the parameter of that name.

use std::collections::BTreeMap;

/// One way to fail.
#[derive(Debug)]
pub struct Condition {
    /// Spark's name, sub-condition after a dot: `UNRESOLVED_COLUMN.WITH_SUGGESTION`.
    pub name: &'static str,
    /// The five characters of the SQL standard's state; nothing where Spark has none.
    pub sql_state: &'static str,
    /// Which exception the clients raise.
    pub kind: Kind,
    /// The message, with `<parameter>` places.
    pub template: &'static str,
}

/// The family of exception a condition raises in the clients (protocol: `classes` of ErrorInfo).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ParseException`
    Parse,
    /// `AnalysisException`
    Analysis,
    /// `ArithmeticException`
    Arithmetic,
    /// `NumberFormatException`
    NumberFormat,
    /// `DateTimeException`
    DateTime,
    /// `ArrayIndexOutOfBoundsException`
    ArrayIndex,
    /// `IllegalArgumentException`
    IllegalArgument,
    /// `UnsupportedOperationException`
    UnsupportedOperation,
    /// `SparkRuntimeException`
    Runtime,
    /// `SparkNoSuchElementException`
    NoSuchElement,
    /// `InvalidPlanInput`
    InvalidPlan,
    /// `SparkSQLException`
    Sql,
    /// `SparkException`
    Spark,
    /// `SparkClassNotFoundException`; PySpark has no class of its own for it and raises `UnknownException`.
    ClassNotFound,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Parse,
        Self::Analysis,
        Self::Arithmetic,
        Self::NumberFormat,
        Self::DateTime,
        Self::ArrayIndex,
        Self::IllegalArgument,
        Self::UnsupportedOperation,
        Self::Runtime,
        Self::NoSuchElement,
        Self::InvalidPlan,
        Self::Sql,
        Self::Spark,
        Self::ClassNotFound,
    ];

    /// What it is called between processes.
    pub fn name(self) -> String {
        format!("{self:?}")
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Condition {
    /// The SQL state, where Spark has one.
    pub fn sql_state(&self) -> Option<&'static str> {
        Some(self.sql_state).filter(|state| !state.is_empty())
    }

    /// The message with its parameters put in; a place nobody filled stays as it is.
    pub fn render(&self, parameters: &BTreeMap<String, String>) -> String {
        let mut out = String::with_capacity(self.template.len() + 64);
        let mut rest = self.template;
        while let Some(open) = rest.find('<') {
            out.push_str(&rest[..open]);
            let after = &rest[open + 1..];
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            match parameters.get(&after[..end]) {
                Some(value) if after[end..].starts_with('>') => {
                    out.push_str(value);
                    rest = &after[end + 1..];
                }
                _ => {
                    out.push('<');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// The condition of this name, if the table has it.
pub fn by_name(name: &str) -> Option<&'static Condition> {
    ALL.iter().copied().find(|condition| condition.name == name)
}

macro_rules! conditions {
    ($($id:ident $kind:ident $state:literal $name:literal $template:literal;)*) => {
        $(#[doc = concat!("`", $name, "`")]
        pub static $id: Condition =
            Condition { name: $name, sql_state: $state, kind: Kind::$kind, template: $template };)*
        /// Every condition of the table.
        pub static ALL: &[&Condition] = &[$(&$id),*];
    };
}

conditions! {
    // Values
    DIVIDE_BY_ZERO Arithmetic "22012" "DIVIDE_BY_ZERO" "Division by zero. `try_divide` returns NULL for a divisor of 0; setting <config> to \"false\" does so everywhere.";
    REMAINDER_BY_ZERO Arithmetic "22012" "REMAINDER_BY_ZERO" "Remainder by zero. `try_mod` returns NULL for a divisor of 0; setting <config> to \"false\" does so everywhere.";
    ARITHMETIC_OVERFLOW Arithmetic "22003" "ARITHMETIC_OVERFLOW" "<message>.<alternative> Setting <config> to \"false\" lets the value wrap or become NULL.";
    BINARY_ARITHMETIC_OVERFLOW Arithmetic "22003" "BINARY_ARITHMETIC_OVERFLOW" "<value1> <symbol> <value2> does not fit its type. <functionName> returns NULL instead.";
    INTERVAL_ARITHMETIC_OVERFLOW Arithmetic "22015" "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION" "An interval computation does not fit its type.";
    DATETIME_OVERFLOW Arithmetic "22008" "DATETIME_OVERFLOW" "A date or timestamp computation does not fit its type: <operation>.";
    CAST_INVALID_INPUT_NUMBER NumberFormat "22018" "CAST_INVALID_INPUT" "The value <expression> of the type <sourceType> cannot be cast to <targetType> because it is malformed. Correct the value, or use `try_cast` to get NULL instead.";
    CAST_INVALID_INPUT_DATETIME DateTime "22018" "CAST_INVALID_INPUT" "The value <expression> of the type <sourceType> cannot be cast to <targetType> because it is malformed. Correct the value, or use `try_cast` to get NULL instead.";
    CAST_INVALID_INPUT_RUNTIME Runtime "22018" "CAST_INVALID_INPUT" "The value <expression> of the type <sourceType> cannot be cast to <targetType> because it is malformed. Correct the value, or use `try_cast` to get NULL instead.";
    CAST_OVERFLOW Arithmetic "22003" "CAST_OVERFLOW" "The value <value> of the type <sourceType> does not fit <targetType>. `try_cast` returns NULL instead.";
    CAST_OVERFLOW_IN_TABLE_INSERT Arithmetic "22003" "CAST_OVERFLOW_IN_TABLE_INSERT" "A value of the type <sourceType> does not fit the column <columnName> of the type <targetType>. `try_cast` on the input gives NULL instead.";
    CANNOT_PARSE_TIMESTAMP DateTime "22007" "CANNOT_PARSE_TIMESTAMP" "<message>. <func> returns NULL for malformed input instead.";
    INTERVAL_ARITHMETIC_OVERFLOW_WITH_SUGGESTION Arithmetic "22015" "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION" "An interval computation does not fit its type. <functionName> returns NULL instead.";
    NUMERIC_VALUE_OUT_OF_RANGE Arithmetic "22003" "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION" "The value <value> does not fit Decimal(<precision>, <scale>). Setting <config> to \"false\" gives NULL instead.";
    INVALID_ARRAY_INDEX ArrayIndex "22003" "INVALID_ARRAY_INDEX" "The index <indexValue> is out of bounds: the array has <arraySize> elements. `get()` returns NULL for such an index.";
    INVALID_ARRAY_INDEX_IN_ELEMENT_AT ArrayIndex "22003" "INVALID_ARRAY_INDEX_IN_ELEMENT_AT" "The index <indexValue> is out of bounds: the array has <arraySize> elements. `try_element_at` returns NULL for such an index.";
    INVALID_INDEX_OF_ZERO Runtime "22003" "INVALID_INDEX_OF_ZERO" "The index 0 is invalid: elements are counted from 1, or from -1 at the end.";
    NULL_MAP_KEY Runtime "2200E" "NULL_MAP_KEY" "NULL cannot be a map key.";
    DUPLICATED_MAP_KEY Runtime "23505" "DUPLICATED_MAP_KEY" "The map key <key> appears more than once. Setting <mapKeyDedupPolicy> to \"LAST_WIN\" keeps the last one.";
    INTERVAL_DIVIDED_BY_ZERO Arithmetic "22012" "INTERVAL_DIVIDED_BY_ZERO" "An interval cannot be divided by zero.";
    INVALID_FORMAT_ESC_AT_THE_END Analysis "42601" "INVALID_FORMAT.ESC_AT_THE_END" "The pattern <format> ends in the escape character.";
    INVALID_FORMAT_ESC_IN_THE_MIDDLE Analysis "42601" "INVALID_FORMAT.ESC_IN_THE_MIDDLE" "In the pattern <format> the escape character stands before <char>, which needs none.";
    INVALID_FORMAT_MISMATCH IllegalArgument "42601" "INVALID_FORMAT.MISMATCH_INPUT" "The input <input> (<inputType>) does not match the format <format>.";
    INVALID_PARAMETER_VALUE_PATTERN Runtime "22023" "INVALID_PARAMETER_VALUE.PATTERN" "The value of parameter <parameter> in <functionName> is not a valid regular expression: <value>.";
    INVALID_FRACTION_OF_SECOND DateTime "22023" "INVALID_FRACTION_OF_SECOND" "Seconds with their fraction must lie between 0 and 60, not <secAndMicros>. `try_make_timestamp` returns NULL instead.";
    DATETIME_FIELD_OUT_OF_BOUNDS DateTime "22023" "DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION" "<rangeMessage>. Setting <ansiConfig> to \"false\" gives NULL instead.";
    COMPARATOR_RETURNS_NULL Runtime "22004" "COMPARATOR_RETURNS_NULL" "The comparator answered NULL for <firstValue> and <secondValue>; it must answer a number below 0, 0 or a number above 0.";
    DATATYPE_MISMATCH_MAP_ZIP_WITH_DIFF_TYPES Analysis "42K09" "DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: <functionName> needs maps with keys of one type, not <leftType> and <rightType>.";
    DATATYPE_MISMATCH_UNEXPECTED_RETURN_TYPE Analysis "42K09" "DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: the lambda of <functionName> must answer <expectedType>, not <actualType>.";
    INVALID_LAMBDA_DUPLICATE_ARG_NAMES Analysis "42K0D" "INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES" "The variables <args> of a lambda are not all different. <caseSensitiveConfig> says whether case counts.";
    INVALID_LAMBDA_NON_HIGHER_ORDER_FUNCTION Analysis "42K0D" "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION" "A lambda was handed to <class>, which takes none.";
    INVALID_LAMBDA_NUM_ARGS_MISMATCH Analysis "42K0D" "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH" "A higher-order function expects a lambda of <expectedNumArgs> variables, not of <actualNumArgs>.";
    INVALID_LAMBDA_PARAMETER Analysis "42K0D" "INVALID_LAMBDA_FUNCTION_CALL.PARAMETER_DOES_NOT_ACCEPT_LAMBDA_FUNCTION" "A lambda was given where a value is expected.";
    UNSUPPORTED_SUBQUERY_HIGHER_ORDER_FUNCTION Analysis "0A000" "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION" "Subqueries are not supported in the lambdas of higher-order functions.";
    CANNOT_DECODE_URL IllegalArgument "22546" "CANNOT_DECODE_URL" "The URL <url> cannot be decoded. `try_url_decode` returns NULL instead.";
    INVALID_URL IllegalArgument "22P02" "INVALID_URL" "The URL <url> is invalid. `try_parse_url` returns NULL instead.";
    INVALID_UTF8_STRING IllegalArgument "22029" "INVALID_UTF8_STRING" "The string holds bytes that are no UTF-8: <str>.";
    INVALID_BITMAP_POSITION ArrayIndex "22003" "INVALID_BITMAP_POSITION" "The bit <bitPosition> is outside a bitmap of <bitmapNumBits> bits (<bitmapNumBytes> bytes).";
    DATATYPE_MISMATCH_NON_STRING_TYPE Analysis "42K09" "DATATYPE_MISMATCH.NON_STRING_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: all arguments of <funcName> must be strings.";
    DATATYPE_MISMATCH_INVALID_JSON_SCHEMA Analysis "42K09" "DATATYPE_MISMATCH.INVALID_JSON_SCHEMA" "Cannot resolve <sqlExpr> due to data type mismatch: the schema <schema> is no STRUCT, ARRAY, MAP or VARIANT.";
    DATATYPE_MISMATCH_INVALID_JSON_MAP_KEY_TYPE Analysis "42K09" "DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: the keys of maps in the schema <schema> must be strings.";
    DATATYPE_MISMATCH_INVALID_ARG_VALUE Analysis "42K09" "DATATYPE_MISMATCH.INVALID_ARG_VALUE" "Cannot resolve <sqlExpr> due to data type mismatch: <inputName> must be <requireType> among <validValues>, not <inputValue>.";
    INVALID_SCHEMA_NON_STRING_LITERAL Analysis "42K07" "INVALID_SCHEMA.NON_STRING_LITERAL" "The schema <inputSchema> must be a constant string that is not NULL.";
    INVALID_SCHEMA_NON_STRUCT_TYPE Analysis "42K07" "INVALID_SCHEMA.NON_STRUCT_TYPE" "The schema <inputSchema> must be a struct, not <dataType>.";
    INVALID_SCHEMA_PARSE_ERROR Analysis "42K07" "INVALID_SCHEMA.PARSE_ERROR" "The schema <inputSchema> cannot be parsed: <reason>.";
    INVALID_OPTIONS_NON_MAP_FUNCTION Analysis "42K06" "INVALID_OPTIONS.NON_MAP_FUNCTION" "Options must be given by `map(…)`.";
    INVALID_OPTIONS_NON_STRING_TYPE Analysis "42K06" "INVALID_OPTIONS.NON_STRING_TYPE" "Options must be a map of strings to strings, not <mapType>.";
    PARSE_MODE_UNSUPPORTED Analysis "42601" "PARSE_MODE_UNSUPPORTED" "<funcName> does not take the mode <mode>; it takes PERMISSIVE and FAILFAST.";
    DATATYPE_MISMATCH_UNEXPECTED_NULL Analysis "42K09" "DATATYPE_MISMATCH.UNEXPECTED_NULL" "Cannot resolve <sqlExpr> due to data type mismatch: <exprName> must not be NULL.";
    DATATYPE_MISMATCH_INVALID_MAP_KEY_TYPE Analysis "42K09" "DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: a map's key cannot be or hold <keyType>.";
    INVALID_PARAMETER_VALUE_TIME_UNIT IllegalArgument "22023" "INVALID_PARAMETER_VALUE.TIME_UNIT" "The value of parameter <parameter> in <functionName> is not a unit of a time of day: <invalidValue>.";
    SEQUENCE_STEP_OF_PART_OF_A_DAY IllegalArgument "" "_LEGACY_ERROR_TEMP_3242" "The step of a sequence of dates must be an <intervalType> of whole days.";
    DATATYPE_MISMATCH_UNSUPPORTED_INPUT_TYPE Analysis "42K09" "DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: <functionName> does not take <dataType>.";
    USER_RAISED_EXCEPTION Runtime "P0001" "USER_RAISED_EXCEPTION" "<errorMessage>";
    SCALAR_SUBQUERY_TOO_MANY_ROWS Spark "21000" "SCALAR_SUBQUERY_TOO_MANY_ROWS" "A subquery used as a value returned more than one row.";
    NOT_NULL_ASSERT_VIOLATION Runtime "42000" "NOT_NULL_ASSERT_VIOLATION" "NULL appeared in a field that does not allow it: <walkedTypePath>";
    MALFORMED_RECORD_IN_PARSING Spark "22023" "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION" "The record <badRecord> is malformed and the parse mode is <failFastMode>. The mode PERMISSIVE reads such records as NULL.";

    // Functions
    CONVERSION_INVALID_INPUT Runtime "22018" "CONVERSION_INVALID_INPUT" "The value <str> cannot become <targetType>: it is not of the form <fmt>. <suggestion> returns NULL instead.";
    MALFORMED_CHARACTER_CODING Runtime "22000" "MALFORMED_CHARACTER_CODING" "<function> met characters that the charset <charset> cannot hold.";
    INVALID_PARAMETER_VALUE_CHARSET IllegalArgument "22023" "INVALID_PARAMETER_VALUE.CHARSET" "The value of parameter <parameter> in <functionName> is not a charset: <charset>. There are <charsets>.";
    INVALID_PARAMETER_VALUE_REGEX_GROUP_INDEX Runtime "22023" "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX" "The value of parameter <parameter> in <functionName> is outside the groups of the pattern: <groupIndex>, of 0 to <groupCount>.";
    INVALID_PARAMETER_VALUE_BIT_POSITION_RANGE IllegalArgument "22023" "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE" "The value of parameter <parameter> in <functionName> must be at least 0 and below <upper>, not <invalidValue>.";
    INVALID_PARAMETER_VALUE_START Runtime "22023" "INVALID_PARAMETER_VALUE.START" "The value of parameter <parameter> in <functionName> must not be 0: positions count from 1, or from -1 at the end.";
    INVALID_PARAMETER_VALUE_LENGTH Runtime "22023" "INVALID_PARAMETER_VALUE.LENGTH" "The value of parameter <parameter> in <functionName> must be 0 or more, not <length>.";
    INVALID_PARAMETER_VALUE_DATETIME_UNIT Parse "22023" "INVALID_PARAMETER_VALUE.DATETIME_UNIT" "The value of parameter <parameter> in <functionName> is not a unit of time: <invalidValue>.";
    INVALID_REGEXP_REPLACE Runtime "22023" "INVALID_REGEXP_REPLACE" "<pattern> cannot be replaced by <replacement> in <source> from position <position>.";
    INVALID_TIMEZONE DateTime "22009" "INVALID_TIMEZONE" "The time zone <timeZone> is not known.";
    MAP_KEYS_VALUES_LENGTH Runtime "" "_LEGACY_ERROR_TEMP_2128" "The key array and value array of a map must have the same length.";
    ILLEGAL_DAY_OF_WEEK IllegalArgument "22009" "ILLEGAL_DAY_OF_WEEK" "<string> is not a day of the week.";
    INVALID_DATETIME_PATTERN Spark "22007" "INVALID_DATETIME_PATTERN.WITH_SUGGESTION" "The datetime pattern <pattern> is not valid. See <docroot>/sql-ref-datetime-pattern.html.";
    DATETIME_PATTERN_RECOGNITION Spark "42K0B" "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION" "The datetime pattern <pattern> meant something else before Spark 3.0; <config> decides. See <docroot>/sql-ref-datetime-pattern.html.";
    COLLECTION_SIZE_LIMIT_EXCEEDED_FUNCTION Runtime "54000" "COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION" "<functionName> would make an array of <numberOfElements> elements; at most <maxRoundedArrayLength> fit.";
    COLLECTION_SIZE_LIMIT_EXCEEDED_PARAMETER Runtime "54000" "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER" "The parameter <parameter> of <functionName> asks for <numberOfElements> elements; at most <maxRoundedArrayLength> fit.";
    INVALID_EXTRACT_FIELD Analysis "42601" "INVALID_EXTRACT_FIELD" "<field> cannot be extracted from <expr>.";
    NON_FOLDABLE_ARGUMENT Analysis "42K08" "NON_FOLDABLE_ARGUMENT" "The parameter <paramName> of <funcName> must be a constant of the type <paramType>.";
    DATATYPE_MISMATCH_NULL_TYPE Analysis "42K09" "DATATYPE_MISMATCH.NULL_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: an argument of <functionName> is a bare NULL.";
    DATATYPE_MISMATCH_ARRAY_FUNCTION_DIFF_TYPES Analysis "42K09" "DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: <functionName> needs <dataType> and a value of its element type, not <leftType> and <rightType>.";
    DATATYPE_MISMATCH_BINARY_ARRAY_DIFF_TYPES Analysis "42K09" "DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: <functionName> needs arrays of one type, not <leftType> and <rightType>.";
    DATATYPE_MISMATCH_CANNOT_DROP_ALL_FIELDS Analysis "42K09" "DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS" "Cannot resolve <sqlExpr> due to data type mismatch: a struct must keep a field.";
    DATATYPE_MISMATCH_CREATE_NAMED_STRUCT Analysis "42K09" "DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING" "Cannot resolve <sqlExpr> due to data type mismatch: only constant strings can name fields, not <inputExprs>.";
    DATATYPE_MISMATCH_STACK_COLUMN_DIFF_TYPES Analysis "42K09" "DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: column <columnIndex> is <leftType> in argument <leftParamIndex> and <rightType> in argument <rightParamIndex>.";
    DATATYPE_MISMATCH_VALUE_OUT_OF_RANGE Analysis "42K09" "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE" "Cannot resolve <sqlExpr> due to data type mismatch: <exprName> must lie in <valueRange>, not be <currentValue>.";
    DATATYPE_MISMATCH_SEQUENCE_WRONG_INPUT_TYPES Analysis "42K09" "DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: <functionName> goes from <startType> by <stepType>, or from <otherStartType> by intervals.";
    DATATYPE_MISMATCH_MAP_CONCAT_DIFF_TYPES Analysis "42K09" "DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: <functionName> needs maps of one type, not <dataType>.";
    DATATYPE_MISMATCH_INPUT_SIZE_NOT_ONE Analysis "42K09" "DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE" "Cannot resolve <sqlExpr> due to data type mismatch: <exprName> must be one character.";
    DATATYPE_MISMATCH_HASH_MAP_TYPE Analysis "42K09" "DATATYPE_MISMATCH.HASH_MAP_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: <functionName> does not take maps.";

    // Names
    TABLE_OR_VIEW_NOT_FOUND Analysis "42P01" "TABLE_OR_VIEW_NOT_FOUND" "The table or view <relationName> cannot be found. Check its spelling, catalog and schema. Search path: <searchPath>.";
    TABLE_OR_VIEW_ALREADY_EXISTS Analysis "42P07" "TABLE_OR_VIEW_ALREADY_EXISTS" "The table or view <relationName> already exists. Choose another name, drop or replace the existing one, or use IF NOT EXISTS.";
    TEMP_TABLE_OR_VIEW_ALREADY_EXISTS Analysis "42P07" "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS" "The temporary view <relationName> already exists. Choose another name, or drop or replace the existing one.";
    SCHEMA_NOT_FOUND Analysis "42704" "SCHEMA_NOT_FOUND" "The schema <schemaName> cannot be found. Check its spelling and catalog.";
    SCHEMA_ALREADY_EXISTS Analysis "42P06" "SCHEMA_ALREADY_EXISTS" "The schema <schemaName> already exists. Choose another name, drop the existing one, or use IF NOT EXISTS.";
    SCHEMA_NOT_EMPTY Analysis "2BP01" "SCHEMA_NOT_EMPTY" "The schema <schemaName> still contains objects. DROP SCHEMA ... CASCADE drops them with it.";
    CATALOG_NOT_FOUND Spark "42P08" "CATALOG_NOT_FOUND" "The catalog <catalogName> is not known. Its implementation is set by <config>.";
    REQUIRES_SINGLE_PART_NAMESPACE Analysis "42K05" "REQUIRES_SINGLE_PART_NAMESPACE" "<sessionCatalog> takes a namespace of one part, not <identifier>.";
    EXPECT_TABLE_NOT_VIEW Analysis "42809" "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE" "<operation> needs a table; <viewName> is a view.";
    EXPECT_VIEW_NOT_TABLE Analysis "42809" "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE" "<operation> needs a view; <tableName> is a table.";
    UNRESOLVED_COLUMN Analysis "42703" "UNRESOLVED_COLUMN.WITH_SUGGESTION" "The column, variable or parameter <objectName> cannot be resolved. Nearest names: [<proposal>].";
    UNRESOLVED_COLUMN_WITHOUT_SUGGESTION Analysis "42703" "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION" "The column, variable or parameter <objectName> cannot be resolved.";
    UNRESOLVED_USING_COLUMN_FOR_JOIN Analysis "42703" "UNRESOLVED_USING_COLUMN_FOR_JOIN" "The USING column <colName> is not on the <side> side of the join. The columns there: [<suggestion>].";
    FIELD_NOT_FOUND Analysis "42704" "FIELD_NOT_FOUND" "The struct has no field <fieldName> among <fields>.";
    AMBIGUOUS_REFERENCE Analysis "42704" "AMBIGUOUS_REFERENCE" "The reference <name> is ambiguous: it may be any of <referenceNames>.";
    AMBIGUOUS_REFERENCE_TO_FIELDS Analysis "42000" "AMBIGUOUS_REFERENCE_TO_FIELDS" "The field <field> is ambiguous: it appears <count> times.";
    AMBIGUOUS_COLUMN_REFERENCE Analysis "42702" "AMBIGUOUS_COLUMN_REFERENCE" "The column <name> is ambiguous: DataFrames joined here share their origin, so it could come from any of them. Give each an alias with `df.alias(...)` and refer to `alias.column`.";
    CANNOT_RESOLVE_DATAFRAME_COLUMN Analysis "42704" "CANNOT_RESOLVE_DATAFRAME_COLUMN" "The DataFrame column <name> is not part of this DataFrame, as in `df1.select(df2.col(\"a\"))`.";
    CANNOT_RESOLVE_STAR_EXPAND Analysis "42704" "CANNOT_RESOLVE_STAR_EXPAND" "<targetString>.* cannot be expanded over the columns <columns>.";
    UNRESOLVED_ROUTINE Analysis "42883" "UNRESOLVED_ROUTINE" "The function <routineName> is not known on the search path <searchPath>.";
    UNRESOLVABLE_TABLE_VALUED_FUNCTION Analysis "42883" "UNRESOLVABLE_TABLE_VALUED_FUNCTION" "The table-valued function <name> cannot be resolved.";
    COLUMN_ALREADY_EXISTS Analysis "42711" "COLUMN_ALREADY_EXISTS" "The column <columnName> already exists. Choose another name.";
    UNRESOLVED_FIELD Analysis "42703" "UNRESOLVED_FIELD.WITH_SUGGESTION" "The field <fieldName> is not in the struct <columnPath>. Nearest names: [<proposal>].";

    // Types and arguments
    DATATYPE_MISMATCH_BINARY_OP_DIFF_TYPES Analysis "42K09" "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: the operands have incompatible types (<left> and <right>).";
    DATATYPE_MISMATCH_BINARY_OP_WRONG_TYPE Analysis "42K09" "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: the operator needs <inputType>, not <actualDataType>.";
    DATATYPE_MISMATCH_CAST_WITHOUT_SUGGESTION Analysis "42K09" "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION" "Cannot resolve <sqlExpr> due to data type mismatch: <srcType> cannot be cast to <targetType>.";
    DATATYPE_MISMATCH_CAST_WITH_CONF_SUGGESTION Analysis "42K09" "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION" "Cannot resolve <sqlExpr> due to data type mismatch: <srcType> cannot be cast to <targetType> in ANSI mode; setting <config> to <configVal> allows it.";
    DATATYPE_MISMATCH_CAST_WITH_FUNC_SUGGESTION Analysis "42K09" "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION" "Cannot resolve <sqlExpr> due to data type mismatch: <srcType> cannot be cast to <targetType>; use <functionNames> instead.";
    DATATYPE_MISMATCH_DATA_DIFF_TYPES Analysis "42K09" "DATATYPE_MISMATCH.DATA_DIFF_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: the arguments of <functionName> must have one type, not <dataType>.";
    DATATYPE_MISMATCH_UNEXPECTED_INPUT_TYPE Analysis "42K09" "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: the <paramIndex> parameter needs <requiredType>, but <inputSql> is of the type <inputType>.";
    DATATYPE_MISMATCH_FILTER_NOT_BOOLEAN Analysis "42K09" "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN" "Cannot resolve <sqlExpr> due to data type mismatch: the filter <filter> is of the type <type>, not BOOLEAN.";
    DATATYPE_MISMATCH_MAP_FUNCTION_DIFF_TYPES Analysis "42K09" "DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES" "Cannot resolve <sqlExpr> due to data type mismatch: the inputs of <functionName> must be maps of one type, not <dataType>.";
    DATATYPE_MISMATCH_INVALID_ORDERING_TYPE Analysis "42K09" "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: <functionName> cannot order values of the type <dataType>.";
    DATATYPE_MISMATCH_NON_FOLDABLE_INPUT Analysis "42K09" "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT" "Cannot resolve <sqlExpr> due to data type mismatch: <inputName> must be a constant of the type <inputType>, not <inputExpr>.";
    DATATYPE_MISMATCH_RANGE_FRAME_INVALID_TYPE Analysis "42K09" "DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE" "Cannot resolve <sqlExpr> due to data type mismatch: a range frame over <orderSpecType> does not take bounds of the type <valueBoundaryType>.";
    DATATYPE_MISMATCH_RANGE_FRAME_WITHOUT_ORDER Analysis "42K09" "DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER" "Cannot resolve <sqlExpr> due to data type mismatch: a range frame needs an ORDER BY.";
    DATATYPE_MISMATCH_RANGE_FRAME_MULTI_ORDER Analysis "42K09" "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER" "Cannot resolve <sqlExpr> due to data type mismatch: a range frame with a value bound takes one ORDER BY expression, not <orderSpec>.";
    DATATYPE_MISMATCH_SPECIFIED_WINDOW_FRAME_INVALID_BOUND Analysis "42K09" "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_INVALID_BOUND" "Cannot resolve <sqlExpr> due to data type mismatch: the frame's upper bound <upper> does not follow its lower bound <lower>.";
    JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE Analysis "42K0E" "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE" "The join condition <joinCondition> is of the type <conditionType>, not BOOLEAN.";
    WRONG_NUM_ARGS Analysis "42605" "WRONG_NUM_ARGS.WITHOUT_SUGGESTION" "<functionName> takes <expectedNum> arguments, not <actualNum>. See <docroot>.";
    INVALID_EXTRACT_BASE_FIELD_TYPE Analysis "42000" "INVALID_EXTRACT_BASE_FIELD_TYPE" "Nothing can be extracted from <base>: it must be a STRUCT, ARRAY or MAP, not <other>.";
    INVALID_EXTRACT_FIELD_TYPE Analysis "42000" "INVALID_EXTRACT_FIELD_TYPE" "A struct's field is named by a constant string, not <extraction>.";
    UNSUPPORTED_DATATYPE Parse "0A000" "UNSUPPORTED_DATATYPE" "The data type <typeName> is not supported.";
    UNSUPPORTED_ARROWTYPE UnsupportedOperation "0A000" "UNSUPPORTED_ARROWTYPE" "The Arrow type <typeName> is not supported.";
    UNSUPPORTED_TIME_TYPE Analysis "0A000" "UNSUPPORTED_TIME_TYPE" "The data type TIME is not supported.";
    DATATYPE_MISSING_SIZE Parse "42K01" "DATATYPE_MISSING_SIZE" "The data type <type> needs a length, as in <type>(10).";
    DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION Analysis "22003" "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION" "The decimal precision <precision> exceeds the largest possible, <maxPrecision>.";
    INVALID_DECIMAL_SCALE Analysis "42000" "INVALID_SQL_SYNTAX.UNSUPPORTED_SQL_STATEMENT" "Invalid SQL syntax: <sqlText>.";
    INCOMPATIBLE_COLUMN_TYPE Analysis "42825" "INCOMPATIBLE_COLUMN_TYPE" "<operator> needs tables with compatible columns: the <columnOrdinalNumber> column of the <tableOrdinalNumber> table is <dataType1>, but the first table has <dataType2> there.<hint>";
    NUM_COLUMNS_MISMATCH Analysis "42826" "NUM_COLUMNS_MISMATCH" "<operator> needs inputs of as many columns: the first has <firstNumColumns>, the <invalidOrdinalNum> has <invalidNumColumns>.";
    INSERT_TOO_MANY_COLUMNS Analysis "21S01" "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS" "Cannot write to <tableName>: it has the columns <tableColumns>, the data <dataColumns>.";
    INSERT_NOT_ENOUGH_COLUMNS Analysis "21S01" "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS" "Cannot write to <tableName>: it has the columns <tableColumns>, the data only <dataColumns>.";
    CANNOT_SAFELY_CAST Analysis "KD000" "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST" "Cannot write incompatible data for <tableName>: the column <colName> would have to become <targetType> from <srcType>.";
    INVALID_COLUMN_OR_FIELD_DATA_TYPE Analysis "42000" "INVALID_COLUMN_OR_FIELD_DATA_TYPE" "The column or field <name> is of the type <type>; it must be <expectedType>.";
    INVALID_JSON_DATA_TYPE Analysis "2203G" "INVALID_JSON_DATA_TYPE" "The JSON <invalidType> does not describe a data type.";

    // Shape of queries
    MISSING_AGGREGATION Analysis "42803" "MISSING_AGGREGATION" "<expression> uses columns that are not grouped. Add them to GROUP BY, aggregate them, or use <expressionAnyValue> if any value will do.";
    MISSING_GROUP_BY Analysis "42803" "MISSING_GROUP_BY" "The query aggregates without a GROUP BY clause. Add one, or use window functions with OVER.";
    NESTED_AGGREGATE_FUNCTION Analysis "42607" "NESTED_AGGREGATE_FUNCTION" "An aggregate function cannot be the argument of another. Aggregate in a subquery first.";
    GROUP_BY_AGGREGATE Analysis "42903" "GROUP_BY_AGGREGATE" "GROUP BY cannot contain the aggregate function <sqlExpr>.";
    GROUP_BY_POS_AGGREGATE Analysis "42903" "GROUP_BY_POS_AGGREGATE" "GROUP BY <index> points at <aggExpr>, which contains an aggregate function.";
    GROUP_BY_POS_OUT_OF_RANGE Analysis "42805" "GROUP_BY_POS_OUT_OF_RANGE" "GROUP BY position <index> is outside the select list (1 to <size>).";
    ORDER_BY_POS_OUT_OF_RANGE Analysis "42805" "ORDER_BY_POS_OUT_OF_RANGE" "ORDER BY position <index> is outside the select list (1 to <size>).";
    UNSUPPORTED_EXPR_FOR_WINDOW Analysis "42P20" "UNSUPPORTED_EXPR_FOR_WINDOW" "<sqlExpr> cannot be used with OVER.";
    WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE Analysis "42601" "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE" "The window function <funcName> needs an OVER clause.";
    WINDOW_FUNCTION_AND_FRAME_MISMATCH Analysis "42K0E" "WINDOW_FUNCTION_AND_FRAME_MISMATCH" "<funcName> needs an ordered row frame of one offset; its window is <windowExpr>.";
    MISSING_WINDOW_SPECIFICATION Parse "42P20" "MISSING_WINDOW_SPECIFICATION" "The window <windowName> is not defined in the WINDOW clause. See <docroot>.";
    INVALID_WHERE_AGGREGATE Analysis "42903" "INVALID_WHERE_CONDITION" "WHERE cannot contain <expressionList>: the condition is <condition>. Filter after aggregating, in HAVING or an outer query.";
    INVALID_USAGE_OF_STAR Analysis "42000" "INVALID_USAGE_OF_STAR_OR_REGEX" "<elem> cannot be used in <prettyName>.";
    UNSUPPORTED_GENERATOR_MULTI Analysis "42K0E" "UNSUPPORTED_GENERATOR.MULTI_GENERATOR" "The generator is not supported: a SELECT takes one, this has <num>: <generators>.";
    UNSUPPORTED_GENERATOR_NESTED Analysis "42K0E" "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS" "The generator is not supported inside the expression <expression>.";
    UNSUPPORTED_GENERATOR_OUTSIDE_SELECT Analysis "42K0E" "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT" "The generator is not supported outside the select list: <plan>.";
    SUBQUERY_NOT_ONE_COLUMN Analysis "42823" "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN" "Invalid subquery: a scalar subquery returns one column, not <number>.";
    IN_SUBQUERY_COLUMNS Analysis "42K09" "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH" "Cannot resolve <sqlExpr> due to data type mismatch: the left side has <leftLength> columns (<leftColumns>), the subquery <rightLength> (<rightColumns>).";
    LIMIT_NOT_CONSTANT Analysis "42K0E" "INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE" "The <name> expression <expr> must be a constant.";
    LIMIT_NEGATIVE Analysis "42K0E" "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE" "The <name> expression <expr> must be 0 or more, not <v>.";
    LIMIT_NULL Analysis "42K0E" "INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL" "The <name> expression <expr> must not be NULL.";
    LIMIT_DATA_TYPE Analysis "42K0E" "INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE" "The <name> expression <expr> must be an integer, not <dataType>.";
    UNBOUND_SQL_PARAMETER Analysis "42P02" "UNBOUND_SQL_PARAMETER" "The parameter <name> has no value: give it one in `args`.";
    INVALID_INLINE_TABLE_COLUMNS Analysis "42000" "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH" "Invalid inline table: expected <expectedNumCols> columns, found <actualNumCols> in row <rowIndex>.";
    INVALID_INLINE_TABLE_TYPES Analysis "42000" "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE" "Invalid inline table: the values of the column <colName> have no common type.";
    ASSIGNMENT_ARITY_MISMATCH Analysis "42802" "ASSIGNMENT_ARITY_MISMATCH" "<numTarget> names were given for <numExpr> columns.";
    CREATE_VIEW_NOT_ENOUGH_COLUMNS Analysis "21S01" "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS" "Cannot create view <viewName>: it names the columns <viewColumns>, the query has only <dataColumns>.";
    CREATE_VIEW_TOO_MANY_COLUMNS Analysis "21S01" "CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS" "Cannot create view <viewName>: it names the columns <viewColumns>, the query has <dataColumns>.";
    DUPLICATED_METRICS_NAME Analysis "42710" "DUPLICATED_METRICS_NAME" "The metric <metricName> is defined twice with different expressions.";
    INVALID_OBSERVED_METRICS_MISSING_NAME Analysis "42K0E" "INVALID_OBSERVED_METRICS.MISSING_NAME" "Invalid observed metrics: <operator> needs a name.";
    RECURSION_LEVEL_LIMIT Analysis "42836" "RECURSION_LEVEL_LIMIT_EXCEEDED" "The recursive query reached <levelLimit> levels; the limit is set by `spark.sql.cteRecursionLevelLimit`.";
    VIEW_EXCEED_MAX_NESTED_DEPTH Analysis "54K00" "VIEW_EXCEED_MAX_NESTED_DEPTH" "The view <viewName> is made of more than <maxNestedDepth> views, one upon another. Write an intermediate result, or raise <config>.";
    UNPIVOT_REQUIRES_VALUE_COLUMNS Analysis "42K0A" "UNPIVOT_REQUIRES_VALUE_COLUMNS" "UNPIVOT needs at least one value column; all columns are ids.";
    AS_OF_JOIN_TOLERANCE_NEGATIVE Analysis "42604" "AS_OF_JOIN.TOLERANCE_IS_NON_NEGATIVE" "Invalid as-of join: the tolerance must not be negative.";
    AS_OF_JOIN_TOLERANCE_NOT_CONSTANT Analysis "42604" "AS_OF_JOIN.TOLERANCE_IS_UNFOLDABLE" "Invalid as-of join: the tolerance must be a constant.";
    AS_OF_JOIN_DIRECTION Analysis "42604" "AS_OF_JOIN.UNSUPPORTED_DIRECTION" "Invalid as-of join: there is no direction '<direction>'. There are <supported>.";
    NEAREST_BY_JOIN_DIRECTION Analysis "42604" "NEAREST_BY_JOIN.UNSUPPORTED_DIRECTION" "Invalid nearest-by join: there is no direction '<direction>'. There are <supported>.";
    NEAREST_BY_JOIN_MODE Analysis "42604" "NEAREST_BY_JOIN.UNSUPPORTED_MODE" "Invalid nearest-by join: there is no mode '<mode>'. There are <supported>.";
    NEAREST_BY_JOIN_TYPE Analysis "42604" "NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE" "Invalid nearest-by join: it cannot be of the type <joinType>. There are <supported>.";
    NEAREST_BY_JOIN_NUM_RESULTS Analysis "42604" "NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE" "Invalid nearest-by join: the number of results must lie between <min> and <max>, not be <numResults>.";
    DATAFRAME_INPUT_NOT_STRING_TYPE Analysis "42K09" "DATAFRAME_INPUT_NOT_STRING_TYPE" "Texts are read from a column of strings, not of <dataType>.";
    DATAFRAME_INPUT_NOT_SINGLE_COLUMN Analysis "42K09" "DATAFRAME_INPUT_NOT_SINGLE_COLUMN" "Texts are read from a DataFrame of one column, not of <numColumns>.";
    TRANSPOSE_EXCEED_ROW_LIMIT Analysis "54006" "TRANSPOSE_EXCEED_ROW_LIMIT" "TRANSPOSE takes at most <maxValues> rows. Was that meant? If so, raise <config>.";
    TRANSPOSE_INVALID_INDEX_COLUMN Analysis "42804" "TRANSPOSE_INVALID_INDEX_COLUMN" "The index column of TRANSPOSE is invalid: <reason>";
    TRANSPOSE_NO_LEAST_COMMON_TYPE Analysis "42K09" "TRANSPOSE_NO_LEAST_COMMON_TYPE" "The columns that TRANSPOSE turns must have a common type, which <dt1> and <dt2> have not.";
    UNRECOGNIZED_STATISTIC IllegalArgument "42704" "UNRECOGNIZED_STATISTIC" "There is no statistic <stats>. There are `count`, `count_distinct`, `approx_count_distinct`, `mean`, `stddev`, `min`, `max`, and percentages from 0% to 100%.";
    NO_MERGE_ACTION_SPECIFIED Runtime "42K0E" "NO_MERGE_ACTION_SPECIFIED" "mergeInto says nothing about what to do. Call whenMatched, whenNotMatched or whenNotMatchedBySource.";
    UNSUPPORTED_CHANGE_DATA_CAPTURE Analysis "0A000" "UNSUPPORTED_FEATURE.CHANGE_DATA_CAPTURE" "The catalog <catalogName> keeps no record of changes (CDC).";
    UNSUPPORTED_TABLE_OPERATION UnsupportedOperation "0A000" "UNSUPPORTED_FEATURE.TABLE_OPERATION" "The table <tableName> does not support <operation>. Check that its catalog and namespace are the ones meant.";

    // SQL text
    PARSE_SYNTAX_ERROR Parse "42601" "PARSE_SYNTAX_ERROR" "Syntax error at or near <error><hint>.";
    PARSE_EMPTY_STATEMENT Parse "42617" "PARSE_EMPTY_STATEMENT" "Syntax error: the statement is empty.";
    INVALID_SQL_SYNTAX Parse "42000" "INVALID_SQL_SYNTAX.UNSUPPORTED_SQL_STATEMENT" "Invalid SQL syntax: the statement is not supported: <sqlText>.";
    INVALID_TYPED_LITERAL Parse "42604" "INVALID_TYPED_LITERAL" "<value> is not a <valueType> literal.";
    INVALID_NUMERIC_LITERAL_RANGE Parse "22003" "INVALID_NUMERIC_LITERAL_RANGE" "The literal <rawStrippedQualifier> is outside <typeName>, which reaches from <minValue> to <maxValue>.";
    INVALID_INTERVAL_FORMAT_UNMATCHED IllegalArgument "22006" "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE" "The <intervalStr> interval <input> is not of the form <supportedFormat> that <typeName> takes.";
    INVALID_INTERVAL_FORMAT Parse "22006" "INVALID_INTERVAL_FORMAT.INTERVAL_PARSING" "The interval <input> is not of the form <interval>.";
    DUPLICATE_KEY Parse "23505" "DUPLICATE_KEY" "The key <keyColumn> appears more than once.";
    INVALID_PROPERTY_KEY Parse "42602" "INVALID_PROPERTY_KEY" "<key> is not a property key. Quote it, as in SET <key>=<value>.";

    // Confs
    CANNOT_MODIFY_STATIC_CONFIG Analysis "46110" "CANNOT_MODIFY_STATIC_CONFIG" "The conf <key> is static: it is set when the server starts.";
    CANNOT_MODIFY_CONFIG Analysis "46110" "CANNOT_MODIFY_CONFIG" "The conf <key> cannot be changed in a session. See <docroot>.";
    SQL_CONF_NOT_FOUND NoSuchElement "42K0I" "SQL_CONF_NOT_FOUND" "The conf <sqlConf> is not set. Check its spelling, or set it first.";
    INVALID_CONF_VALUE_TYPE IllegalArgument "22022" "INVALID_CONF_VALUE.TYPE_MISMATCH" "The value '<confValue>' of the conf \"<confName>\" is invalid. It should be a <confType>.";
    INVALID_CONF_VALUE_OPTIONS IllegalArgument "22022" "INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS" "The value '<confValue>' of the conf \"<confName>\" is invalid. It should be one of <confOptions>.";
    INVALID_CONF_VALUE_REQUIREMENT IllegalArgument "22022" "INVALID_CONF_VALUE.REQUIREMENT" "The value '<confValue>' of the conf \"<confName>\" is invalid. <confRequirement>";
    INVALID_CONF_VALUE_TIME_ZONE IllegalArgument "22022" "INVALID_CONF_VALUE.TIME_ZONE" "The value '<confValue>' of the conf \"<confName>\" is invalid: no such time zone.";

    // Data sources
    DATA_SOURCE_NOT_FOUND ClassNotFound "42K02" "DATA_SOURCE_NOT_FOUND" "There is no data source <provider>. Check the format's name.";
    PATH_NOT_FOUND Analysis "42K03" "PATH_NOT_FOUND" "Path does not exist: <path>.";
    PATH_ALREADY_EXISTS Analysis "42K04" "PATH_ALREADY_EXISTS" "The path <outputPath> already exists. The mode \"overwrite\" replaces it.";
    UNABLE_TO_INFER_SCHEMA Analysis "42KD9" "UNABLE_TO_INFER_SCHEMA" "No schema can be inferred for <format>. Give one with `.schema(...)`.";
    FAILED_READ_FILE Spark "KD001" "FAILED_READ_FILE.NO_HINT" "The file <path> could not be read. <detail>";
    TASK_WRITE_FAILED Spark "58030" "TASK_WRITE_FAILED" "Writing rows to <path> stopped. <detail>";
    ALL_PARTITION_COLUMNS_NOT_ALLOWED Analysis "KD005" "ALL_PARTITION_COLUMNS_NOT_ALLOWED" "At least one column must remain that is not a partition column.";
    UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE Analysis "0A000" "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE" "The format <format> cannot hold the column <columnName> of the type <columnType>.";
    UNSUPPORTED_INSERT_RDD_BASED Analysis "42809" "UNSUPPORTED_INSERT.RDD_BASED" "Rows cannot be inserted here: the target holds rows of a query and is no table.";
    INVALID_SAVE_MODE Analysis "42000" "INVALID_SAVE_MODE" "<mode> is not a save mode. There are \"append\", \"overwrite\", \"ignore\", \"error\" and \"errorifexists\".";
    INVALID_OPTION Analysis "42616" "STDS_INVALID_OPTION_VALUE.WITH_MESSAGE" "The value '<optionName>' of an option is invalid. <message>";

    // The server and its sessions
    INVALID_HANDLE_FORMAT Sql "HY000" "INVALID_HANDLE.FORMAT" "The handle <handle> is invalid. It must be a UUID such as '00112233-4455-6677-8899-aabbccddeeff'.";
    INVALID_HANDLE_SESSION_CHANGED Sql "HY000" "INVALID_HANDLE.SESSION_CHANGED" "The handle <handle> is invalid. The server was restarted: make a new session.";
    INVALID_HANDLE_SESSION_CLOSED Sql "HY000" "INVALID_HANDLE.SESSION_CLOSED" "The handle <handle> is invalid. The session was closed.";
    INVALID_HANDLE_SESSION_NOT_FOUND Sql "HY000" "INVALID_HANDLE.SESSION_NOT_FOUND" "The handle <handle> is invalid. There is no such session.";
    INVALID_HANDLE_OPERATION_NOT_FOUND Sql "HY000" "INVALID_HANDLE.OPERATION_NOT_FOUND" "The handle <handle> is invalid. There is no such operation.";
    INVALID_HANDLE_OPERATION_ALREADY_EXISTS Sql "HY000" "INVALID_HANDLE.OPERATION_ALREADY_EXISTS" "The handle <handle> is invalid. Another operation has it.";
    INVALID_HANDLE_OPERATION_ABANDONED Sql "HY000" "INVALID_HANDLE.OPERATION_ABANDONED" "The handle <handle> is invalid. The operation was released or left alone too long.";
    INVALID_CURSOR_DISCONNECTED Sql "HY109" "INVALID_CURSOR.DISCONNECTED" "The cursor is invalid: another stream has taken over this operation.";
    INVALID_CURSOR_NOT_REATTACHABLE Sql "HY109" "INVALID_CURSOR.NOT_REATTACHABLE" "The cursor is invalid: the operation was not started as reattachable.";
    INVALID_CURSOR_POSITION_NOT_AVAILABLE Sql "HY109" "INVALID_CURSOR.POSITION_NOT_AVAILABLE" "The cursor is invalid: response <responseId> at index <index> has been released.";
    INVALID_CURSOR_POSITION_NOT_FOUND Sql "HY109" "INVALID_CURSOR.POSITION_NOT_FOUND" "The cursor is invalid: there is no response <responseId>.";
    OPERATION_CANCELED Sql "HY008" "OPERATION_CANCELED" "The operation was canceled.";
    INVALID_ARTIFACT_PATH Runtime "22023" "INVALID_ARTIFACT_PATH" "The artifact name <name> is invalid: it must be a relative path that stays below its folder.";
    ARTIFACT_ALREADY_EXISTS Runtime "42713" "ARTIFACT_ALREADY_EXISTS" "An artifact with other content is already stored at <normalizedRemoteRelativePath>.";
    INVALID_PLAN_EXCEPTION InvalidPlan "56K00" "CONNECT_INVALID_PLAN.ASSERTION_FAILURE" "The Spark Connect plan is invalid. <message>";
    INVALID_PLAN_FIELD_NOT_SET InvalidPlan "56K00" "CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET" "The Spark Connect plan is invalid. A message <fullName> says nothing (<name>).";
    INVALID_PLAN_FIELD_NOT_SUPPORTED InvalidPlan "56K00" "CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SUPPORTED" "The Spark Connect plan is invalid. A message <fullName> holds <name> (field <number>), which is not known here.";
    INVALID_PLAN_UNKNOWN_ANALYZE_METHOD InvalidPlan "56K00" "CONNECT_INVALID_PLAN.UNKNOWN_ANALYZE_METHOD" "The Spark Connect plan is invalid. There is no analysis <other>.";
    INVALID_PLAN_UNSUPPORTED_LITERAL_TYPE InvalidPlan "56K00" "CONNECT_INVALID_PLAN.UNSUPPORTED_LITERAL_TYPE" "The Spark Connect plan is invalid. A literal of the kind <typeInfo> is not known here.";
    CANNOT_FIND_CACHED_LOCAL_RELATION InvalidPlan "56K00" "CONNECT_INVALID_PLAN.CANNOT_FIND_CACHED_LOCAL_RELATION" "The Spark Connect plan is invalid. No local relation with the hash <hash> was uploaded.";
    NOT_FOUND_CHUNKED_CACHED_LOCAL_RELATION InvalidPlan "56K00" "CONNECT_INVALID_PLAN.NOT_FOUND_CHUNKED_CACHED_LOCAL_RELATION" "The Spark Connect plan is invalid. No part of a local relation with the hash <hash> was uploaded to the session <sessionUUID>.";
    CANNOT_PARSE_PLAN Sql "56K00" "CONNECT_INVALID_PLAN.CANNOT_PARSE" "The Spark Connect plan is invalid. It cannot be decompressed or parsed (<errorMsg>).";
    PLAN_SIZE_LARGER_THAN_MAX InvalidPlan "56K00" "CONNECT_INVALID_PLAN.PLAN_SIZE_LARGER_THAN_MAX" "The Spark Connect plan is invalid. It is larger than it may be (<planSize> vs. <maxPlanSize> bytes, <config>). Split the query, or upload large local data.";
    DATAFRAME_NOT_FOUND InvalidPlan "56K00" "CONNECT_INVALID_PLAN.DATAFRAME_NOT_FOUND" "The Spark Connect plan is invalid. The session <sessionId> holds no DataFrame <dfId>.";

    // Hints
    HINT_FOR_NO_RELATION Analysis "" "_LEGACY_ERROR_TEMP_1046" "A hint for joins names relations by identifiers or strings, not by <unsupported> (<class>).";
    HINT_WITH_OTHER_PARAMETERS Analysis "" "_LEGACY_ERROR_TEMP_1047" "The hint <hintName> takes a number of partitions, columns, or both, not <invalidParams>.";
    HINT_WITHOUT_PARTITION_NUMBER Analysis "" "_LEGACY_ERROR_TEMP_1048" "The hint <hintName> takes a number of partitions.";
    HINT_WITH_SORT_ORDERS Analysis "" "_LEGACY_ERROR_TEMP_1127" "The hint REPARTITION takes no sort orders: <sortOrders>. REPARTITION_BY_RANGE does.";

    // Ours, where Spark has no condition of its own
    ILLEGAL_ARGUMENT IllegalArgument "22023" "SPARROW.ILLEGAL_ARGUMENT" "<message>.";
    UNSUPPORTED_FEATURE UnsupportedOperation "0A000" "SPARROW.NOT_YET_SUPPORTED" "<feature> is not supported yet. See README.md for what is.";
    PLAN_TOO_DEEP InvalidPlan "54001" "SPARROW.PLAN_TOO_DEEP" "The plan is nested <depth> levels deep; the limit is <limit> (<conf>). Checkpoint or write an intermediate result.";
    LIMIT_EXCEEDED Spark "54000" "SPARROW.LIMIT_EXCEEDED" "<what> reached its limit of <limit> (<conf>). <advice>";
    TENANT_BUSY Spark "53300" "SPARROW.TENANT_BUSY" "The tenant <tenant> has <limit> operations waiting already, as many as may wait (<conf>). Try again when some have finished; clients of Spark 4 do so by themselves.";
    OUT_OF_MEMORY Spark "53200" "SPARROW.OUT_OF_MEMORY" "The query needs more memory than its pool has and cannot spill further: <detail> Raise <conf>, or give the query less to hold at once.";
    NO_EXECUTORS Spark "58000" "SPARROW.NO_EXECUTORS" "The query needs executors, and for <seconds> seconds there has been none. Start some with sparrow-executor --scheduler and the server's fleet address, or run the query in the server: SET spark.sparrow.engine = embedded.";
    EXECUTOR_REFUSED IllegalArgument "28000" "SPARROW.EXECUTOR_REFUSED" "The executor cannot join: <reason>.";
    INTERNAL_ERROR Spark "XX000" "INTERNAL_ERROR" "<message>";
}
