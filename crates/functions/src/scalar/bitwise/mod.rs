//! Functions and operators on the bits of numbers.

mod bitmap;
mod count;
mod logic;
mod shift;

super::spec::functions! {
    "bit_count" => count::BIT_COUNT;
    "bitmap_bit_position" => bitmap::POSITION;
    "bitmap_bucket_number" => bitmap::BUCKET;
    "~" => logic::NOT;
    builders:
    "bitmap_count" => bitmap::count;
    "bit_get" | "getbit" => count::bit_get;
    "&" => logic::and;
    "|" => logic::or;
    "^" => logic::xor;
    "shiftleft" | "<<" => shift::left;
    "shiftright" | ">>" => shift::right;
    "shiftrightunsigned" | ">>>" => shift::right_unsigned;
    kernels: bitmap::COUNT, count::BIT_GET, logic::AND, logic::OR, logic::XOR, shift::LEFT, shift::RIGHT, shift::RIGHT_UNSIGNED,
}
