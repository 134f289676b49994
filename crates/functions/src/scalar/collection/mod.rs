//! Functions of arrays and maps.

mod concat;
mod edit;
mod join;
mod map;
mod map_make;
mod moments;
mod order;
mod search;
mod sequence;
mod set;
mod size;
mod slice;
mod together;
mod zip;

pub(crate) use concat::concat;
pub(crate) use map_make::{MapKeys, last_key_wins};
pub(crate) use order::{ARRAY_SORT, REVERSE};

super::spec::functions! {
    "array_distinct" => set::DISTINCT;
    "array_size" => size::ARRAY_SIZE;
    "array_max" => order::MAX;
    "array_min" => order::MIN;
    "sort_array" => order::SORT_ARRAY;
    "array_join" => join::JOIN;
    "array_compact" => edit::COMPACT;
    "slice" => slice::SLICE;
    "flatten" => concat::FLATTEN;
    "map_keys" => map::KEYS;
    "map_values" => map::VALUES;
    "map_entries" => map::ENTRIES;
    "map_from_arrays" => map_make::FROM_ARRAYS;
    "map_from_entries" => map_make::FROM_ENTRIES;
    "str_to_map" => map_make::STR_TO_MAP;
    builders:
    "size" | "cardinality" => size::size;
    "array_contains" => search::contains;
    "array_position" => search::position;
    "array_remove" => search::remove;
    "map_contains_key" => search::contains_key;
    "arrays_overlap" => set::overlap;
    "array_union" => set::union;
    "array_intersect" => set::intersect;
    "array_except" => set::except;
    "array_append" => edit::append;
    "array_prepend" => edit::prepend;
    "array_insert" => edit::insert;
    "array_repeat" => edit::repeat;
    "sequence" => sequence::sequence;
    "arrays_zip" => zip::zip;
    "map_concat" => map_make::map_concat;
    kernels: size::SIZE, size::SIZE_OF_NULL, search::CONTAINS, search::POSITION, search::REMOVE, search::CONTAINS_KEY,
        set::OVERLAP, set::UNION, set::INTERSECT, set::EXCEPT, edit::APPEND, edit::PREPEND, edit::INSERT,
        edit::REPEAT, order::ARRAY_SORT, order::REVERSE, sequence::SEQUENCE, moments::SEQUENCE, zip::ZIP, concat::CONCAT,
        map_make::CONCAT,
}
