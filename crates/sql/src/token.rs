//! Tokens of Spark SQL with the place each was written.

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or plain identifier; its spelling is read from the text.
    Word,
    /// A back-ticked identifier, without its back-ticks.
    Quoted(String),
    /// A number with its suffix; its spelling is read from the text.
    Number,
    /// A string constant's value.
    Text(String),
    /// An operator or punctuation.
    Symbol(&'static str),
    /// A character no rule knows; no grammar accepts it, so it is reported where it stands.
    Unknown,
    /// The end of the text.
    End,
}

/// One token. Offsets count characters, `bytes` bytes.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub kind: Kind,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Line of `start`, from 1.
    pub line: usize,
    /// Column of `start`, from 0.
    pub column: usize,
    /// Where it stands in the text's bytes.
    pub bytes: std::ops::Range<usize>,
}

/// Every symbol, longest first. `>` stays single so that `array<array<int>>` closes twice; shifts join adjacent ones.
pub(crate) const SYMBOLS: &[&str] = &[
    "/*+", "<=>", "*/", "<=", "<>", "!=", "==", "||", "|>", "->", "=>", "::", ":=", ">=", "<<", "(", ")", "[", "]",
    "{", "}", ",", ".", ";", "+", "-", "*", "/", "%", "=", "<", ">", "!", "&", "|", "^", "~", ":", "?",
];
