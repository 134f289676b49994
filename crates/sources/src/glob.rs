//! Globs as Hadoop reads them: `*`, `?`, `[ab]`, `[a-z]`, `[^a]`, `\\` before a literal, and `{a,b}` across segments. Whoever writes
//! one decides neither time nor memory: choices are counted before they are made, and a name is matched without recursion.

use std::fmt;

/// Patterns that the braces of one may stand for.
const CHOICES_COUNT_MAX: usize = 1_000;
/// Pairs of braces that are taken away on the way to them.
const STEPS_COUNT_MAX: usize = 4 * CHOICES_COUNT_MAX;
/// A pattern with braces.
const BRACED_BYTES_MAX: usize = 64 << 10;

/// A pattern stands for too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "its braces stand for more than {CHOICES_COUNT_MAX} paths, or it has more than {BRACED_BYTES_MAX} bytes: read a folder, or \
             give the paths in a list"
        )
    }
}

/// The segments of a pattern before the first that is a glob.
pub(crate) fn plain_part(pattern: &str) -> String {
    let plain = pattern.split('/').take_while(|segment| !segment.contains(['*', '?', '[']));
    plain.collect::<Vec<_>>().join("/")
}

/// The patterns without braces that a pattern stands for, nested ones included, in order.
pub(crate) fn choices(pattern: &str) -> Result<Vec<String>, TooMany> {
    if !pattern.contains('{') {
        return Ok(vec![pattern.to_owned()]);
    }
    if pattern.len() > BRACED_BYTES_MAX {
        return Err(TooMany);
    }
    let (mut open, mut found) = (vec![pattern.to_owned()], Vec::new());
    for _ in 0..STEPS_COUNT_MAX {
        let Some(pattern) = open.pop() else { return Ok(found) };
        match first_braces(&pattern) {
            None => found.push(pattern),
            Some((start, end, cuts)) if open.len() + found.len() + cuts.len() <= CHOICES_COUNT_MAX => {
                let choice = |cut: &[usize]| {
                    format!("{}{}{}", &pattern[..start], &pattern[cut[0] + 1..cut[1]], &pattern[end + 1..])
                };
                open.extend(cuts.windows(2).rev().map(choice));
            }
            Some(_) => return Err(TooMany),
        }
    }
    if open.is_empty() { Ok(found) } else { Err(TooMany) }
}

/// Where the first braces open and close, with all places where their choices begin and end; `None` where none close.
fn first_braces(pattern: &str) -> Option<(usize, usize, Vec<usize>)> {
    let start = pattern.find('{')?;
    let (mut depth, mut cuts) = (0_usize, vec![start]);
    for (at, c) in pattern.bytes().enumerate().skip(start) {
        match c {
            b'{' => depth += 1,
            b'}' if depth == 1 => {
                cuts.push(at);
                return Some((start, at, cuts));
            }
            b'}' => depth -= 1,
            b',' if depth == 1 => cuts.push(at),
            _ => {}
        }
    }
    None
}

/// A pattern for one segment of a path.
#[derive(Debug)]
pub(crate) struct Glob(Vec<Part>);

#[derive(Debug)]
enum Part {
    /// Any characters, or none.
    Any,
    /// One character.
    One(Class),
}

#[derive(Debug)]
enum Class {
    Every,
    Literal(char),
    /// Between brackets.
    Listed(Vec<char>),
}

impl Glob {
    /// Every text is a pattern: a bracket that does not close stands for itself.
    pub(crate) fn new(pattern: &str) -> Self {
        let pattern: Vec<char> = pattern.chars().collect();
        let last_close = pattern.iter().rposition(|c| *c == ']').unwrap_or(0);
        let (mut parts, mut rest) = (Vec::new(), pattern.as_slice());
        while let [first, after @ ..] = rest {
            let at = pattern.len() - rest.len();
            rest = after;
            let class = match first {
                '*' if matches!(parts.last(), Some(Part::Any)) => continue,
                '*' => {
                    parts.push(Part::Any);
                    continue;
                }
                '?' => Class::Every,
                '[' if at < last_close => {
                    let close = after.iter().skip(1).position(|c| *c == ']').map_or(0, |at| at + 1);
                    rest = &after[close + 1..];
                    Class::Listed(after[..close].to_vec())
                }
                '\\' if !after.is_empty() => {
                    rest = &after[1..];
                    Class::Literal(after[0])
                }
                literal => Class::Literal(*literal),
            };
            parts.push(Part::One(class));
        }
        Self(parts)
    }

    /// Whether it stands for a name. A later `*` takes what an earlier one could, so that only the last is ever tried again.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        let (mut part, mut at) = (0, 0);
        let mut last_any: Option<(usize, usize)> = None;
        while at < name.len() {
            match self.0.get(part) {
                Some(Part::Any) => {
                    last_any = Some((part, at));
                    part += 1;
                }
                Some(Part::One(class)) if class.has(name[at]) => {
                    part += 1;
                    at += 1;
                }
                _ => {
                    let Some((any, from)) = last_any else { return false };
                    last_any = Some((any, from + 1));
                    (part, at) = (any + 1, from + 1);
                }
            }
        }
        self.0[part..].iter().all(|part| matches!(part, Part::Any))
    }
}

impl Class {
    fn has(&self, c: char) -> bool {
        match self {
            Self::Every => true,
            Self::Literal(literal) => *literal == c,
            Self::Listed(listed) => in_class(listed, c),
        }
    }
}

fn in_class(class: &[char], c: char) -> bool {
    let (negated, mut class) = match class {
        ['^' | '!', rest @ ..] => (true, rest),
        all => (false, all),
    };
    let mut found = false;
    while let Some(first) = class.first() {
        match class {
            [low, '-', high, rest @ ..] => {
                found |= (*low..=*high).contains(&c);
                class = rest;
            }
            _ => {
                found |= *first == c;
                class = &class[1..];
            }
        }
    }
    found != negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_stand_for_their_choices_in_order() {
        let check = |pattern: &str, expected: &[&str]| assert_eq!(choices(pattern).unwrap(), expected, "{pattern}");
        check("a", &["a"]);
        check("a{b,c}d", &["abd", "acd"]);
        check("{a,b{c,d}}/{x,}", &["a/x", "a/", "bc/x", "bc/", "bd/x", "bd/"]);
        check("a{b", &["a{b"]);
        check("ü{ä,ö}}", &["üä}", "üö}"]);
        check("{}", &[""]);
    }

    #[test]
    fn what_stands_for_too_much_is_refused_before_it_is_made() {
        for pattern in [
            "{a,b}".repeat(40),
            "{a}".repeat(20_000),
            "{".repeat(20_000) + &"}".repeat(20_000),
            format!("{{{}}}", ",".repeat(2_000)),
        ] {
            assert_eq!(choices(&pattern), Err(TooMany), "{}", &pattern[..10]);
        }
        assert_eq!(choices(&("{".to_owned() + &"a".repeat(1 << 20))), Err(TooMany));
        assert_eq!(choices(&"{a,b}".repeat(9)).map(|choices| choices.len()), Ok(512));
    }

    #[test]
    fn many_stars_take_no_longer() {
        let name = "a".repeat(200);
        assert!(!Glob::new(&("*a".repeat(50) + "*z")).matches(&name));
        assert!(Glob::new(&("*a".repeat(50) + "*")).matches(&name));
        assert!(Glob::new(&"*".repeat(1_000_000)).matches(&name));
        assert!(!Glob::new(&"[".repeat(100_000)).matches(&name));
    }
}
