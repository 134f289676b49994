//! Functions and operators on the bits of numbers.

mod count;
mod logic;
mod shift;

super::spec::functions! {
    "bit_count" => count::BIT_COUNT;
    "~" => logic::NOT;
    builders:
    "bit_get" | "getbit" => count::bit_get;
    "&" => logic::and;
    "|" => logic::or;
    "^" => logic::xor;
    "shiftleft" | "<<" => shift::left;
    "shiftright" | ">>" => shift::right;
    "shiftrightunsigned" | ">>>" => shift::right_unsigned;
    kernels: count::BIT_GET, logic::AND, logic::OR, logic::XOR, shift::LEFT, shift::RIGHT, shift::RIGHT_UNSIGNED,
}
