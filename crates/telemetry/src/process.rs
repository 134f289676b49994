//! What the process takes: memory and time of processors, as Linux tells.

use opentelemetry::metrics::Meter;

/// Ticks of a second in `/proc`; the kernel shows this number to everybody, whatever its own.
const TICKS_A_SECOND: f64 = 100.0;

/// Makes the instruments. Where nothing can be read they show nothing.
pub(crate) fn register(meter: &Meter) {
    meter
        .u64_observable_gauge("process.resident_memory")
        .with_unit("By")
        .with_description("Memory of the process that is in the machine's.")
        .with_callback(|observer| {
            if let Some(bytes) = read("/proc/self/status").as_deref().and_then(resident_bytes) {
                observer.observe(bytes, &[]);
            }
        })
        .build();
    meter
        .f64_observable_counter("process.cpu")
        .with_unit("s")
        .with_description("Time that processors have spent on the process.")
        .with_callback(|observer| {
            if let Some(seconds) = read("/proc/self/stat").as_deref().and_then(cpu_seconds) {
                observer.observe(seconds, &[]);
            }
        })
        .build();
    meter
        .u64_observable_counter("sparrow.panics")
        .with_description("Panics of the process.")
        .with_callback(|observer| observer.observe(crate::panic_count(), &[]))
        .build();
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

fn resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Fields 14 and 15, of the user and of the system. The second field is the program's name, which may hold anything.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) as f64 / TICKS_A_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_words_are_read() {
        assert_eq!(resident_bytes("Name:\tx\nVmRSS:\t   12 kB\n"), Some(12 * 1024));
        assert_eq!(resident_bytes("Name:\tx\n"), None);
        let stat = "1 (a b) c) S 0 1 1 0 -1 4194560 10 20 30 40 150 50 0 0 20 0 1 0";
        assert_eq!(cpu_seconds(stat), Some(2.0));
        assert_eq!(cpu_seconds("1 (a) S"), None);
    }

    #[test]
    fn this_process_takes_some() {
        assert!(read("/proc/self/status").as_deref().and_then(resident_bytes).unwrap() > 0);
        assert!(read("/proc/self/stat").as_deref().and_then(cpu_seconds).is_some());
    }
}
