//! What the machine, or the container around us, gives: the local time zone.

use std::path::Path;
use std::str::FromStr;

/// The name of the local time zone: of `TZ`, else of `/etc/localtime`, else UTC.
pub fn time_zone() -> String {
    let variable = std::env::var("TZ").ok().map(|name| name.trim_start_matches(':').to_owned());
    let linked = || zone_of_link(&std::fs::read_link("/etc/localtime").ok()?);
    let known = |name: &String| chrono_tz::Tz::from_str(name).is_ok();
    variable.filter(known).or_else(|| linked().filter(known)).unwrap_or_else(|| "UTC".to_owned())
}

fn zone_of_link(link: &Path) -> Option<String> {
    let link = link.to_str()?;
    link.split_once("/zoneinfo/").map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_named_by_the_link() {
        assert_eq!(zone_of_link(Path::new("/usr/share/zoneinfo/Europe/Paris")).as_deref(), Some("Europe/Paris"));
        assert_eq!(zone_of_link(Path::new("/etc/zone")), None);
    }

    #[test]
    fn there_is_always_a_zone() {
        assert!(chrono_tz::Tz::from_str(&time_zone()).is_ok());
    }
}
