//! Functions of text.

mod case;
mod code;
mod compare;
mod concat;
mod concat_ws;
mod elt;
mod format_number;
mod format_string;
mod length;
mod pad;
pub(crate) mod pattern;
mod regexp;
mod replace;
mod reverse;
mod search;
mod substring;
mod to_binary;
mod trim;
mod url;
mod utf8;

super::spec::functions! {
    "upper" | "ucase" => case::UPPER;
    "lower" | "lcase" => case::LOWER;
    "initcap" => case::INITCAP;
    "length" | "char_length" | "character_length" | "len" => length::LENGTH;
    "octet_length" => length::OCTET_LENGTH;
    "bit_length" => length::BIT_LENGTH;
    "repeat" => pad::REPEAT;
    "space" => pad::SPACE;
    "substring" | "substr" => substring::SUBSTRING;
    "left" => substring::LEFT;
    "right" => substring::RIGHT;
    "substring_index" => substring::SUBSTRING_INDEX;
    "split_part" => substring::SPLIT_PART;
    "overlay" => substring::OVERLAY;
    "instr" => search::INSTR;
    "locate" | "position" => search::LOCATE;
    "find_in_set" => search::FIND_IN_SET;
    "replace" => replace::REPLACE;
    "translate" => replace::TRANSLATE;
    "quote" => replace::QUOTE;
    "ascii" => code::ASCII;
    "chr" | "char" => code::CHR;
    "base64" => code::BASE64;
    "unbase64" => code::UNBASE64;
    "hex" => code::HEX;
    "unhex" => code::UNHEX;
    "encode" => code::ENCODE;
    "soundex" => compare::SOUNDEX;
    "luhn_check" => compare::LUHN_CHECK;
    "regexp_extract" => regexp::EXTRACT;
    "regexp_extract_all" => regexp::EXTRACT_ALL;
    "regexp_count" => regexp::COUNT;
    "regexp_substr" => regexp::SUBSTR;
    "regexp_instr" => regexp::INSTR;
    "split" => regexp::SPLIT;
    "url_encode" => url::ENCODE;
    "url_decode" => url::DECODE;
    "try_url_decode" => url::TRY_DECODE;
    "parse_url" => url::PARSE;
    "try_parse_url" => url::TRY_PARSE;
    "is_valid_utf8" => utf8::IS_VALID;
    "make_valid_utf8" => utf8::MAKE_VALID;
    "validate_utf8" => utf8::VALIDATE;
    "try_validate_utf8" => utf8::TRY_VALIDATE;
    "format_string" | "printf" => format_string::FORMAT_STRING;
    builders:
    "startswith" => search::starts_with;
    "endswith" => search::ends_with;
    "contains" => search::contains;
    "regexp_replace" => regexp::regexp_replace;
    "trim" => trim::trim;
    "ltrim" => trim::ltrim;
    "rtrim" => trim::rtrim;
    "btrim" => trim::btrim;
    "lpad" => pad::lpad;
    "rpad" => pad::rpad;
    "concat" => concat::concat;
    "concat_ws" => concat_ws::concat_ws;
    "elt" => elt::elt;
    "mask" => replace::mask;
    "decode" => code::decode_bytes;
    "reverse" => reverse::reverse;
    "to_binary" => to_binary::to_binary;
    "try_to_binary" => to_binary::try_to_binary;
    "levenshtein" => compare::levenshtein;
    "format_number" => format_number::format_number;
    kernels: to_binary::HEX, to_binary::BASE64, to_binary::UTF8, to_binary::TRY_HEX, to_binary::TRY_BASE64,
        replace::REVERSE_BYTES, search::STARTS_WITH, search::ENDS_WITH, search::CONTAINS, regexp::REPLACE, trim::BOTH, trim::LEADING, trim::TRAILING, pad::LPAD, pad::RPAD, pad::LPAD_BINARY, pad::RPAD_BINARY,
        concat::CONCAT, concat_ws::CONCAT_WS, elt::ELT, replace::MASK, replace::REVERSE, code::DECODE,
        compare::LEVENSHTEIN, compare::LEVENSHTEIN_WITHIN, format_number::FORMAT_NUMBER,
}
