//! Functions of records as text: JSON and CSV, read and written by the rules of the file sources.

mod csv;
mod from_json;
mod json_text;
mod options;
mod schema;
mod schema_of;
mod to_json;

pub(crate) use json_text::TUPLE;

super::spec::functions! {
    "get_json_object" => json_text::GET_JSON_OBJECT;
    "json_array_length" => json_text::ARRAY_LENGTH;
    "json_object_keys" => json_text::OBJECT_KEYS;
    builders:
    "from_json" => from_json::from_json;
    "to_json" => to_json::to_json;
    "schema_of_json" => schema_of::json;
    "from_csv" => csv::from_csv;
    "to_csv" => csv::to_csv;
    "schema_of_csv" => schema_of::csv;
    kernels: from_json::FROM_JSON, to_json::TO_JSON, to_json::VARIANT_TO_JSON, csv::FROM_CSV, csv::TO_CSV, json_text::TUPLE,
}
