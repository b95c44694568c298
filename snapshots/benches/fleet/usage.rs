//! What a process uses, as Linux keeps it in `/proc`; elsewhere it is not known.
//!
//! `VmHWM` in `status` is the most memory that the process ever had in RAM. Writing `5` to `clear_refs` sets it back to
//! what it has now, which gives each stage a peak of its own.

use std::fs;
use std::time::Duration;

/// Linux counts processor time in hundredths of a second, on every architecture that Rust's standard library knows.
const TICKS_PER_SECOND: u64 = 100;

/// Lets the peak of this process begin anew.
pub(crate) fn reset_peak() {
    // Refused: the peak is then that of all stages so far, which is still no less than this one's.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory of this process since the last reset, in bytes.
pub(crate) fn peak() -> Option<u64> {
    peak_in(&fs::read_to_string("/proc/self/status").ok()?)
}

/// The peak in the text of a `status`, in bytes; a process that has ended has none any more.
pub(crate) fn peak_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// The processor time of this process so far, in user and kernel mode, on all processors together.
pub(crate) fn processor() -> Option<Duration> {
    processor_in(&fs::read_to_string("/proc/self/stat").ok()?)
}

/// The processor time in the text of a `stat`: fields 14 and 15, where the name in parentheses is the second.
pub(crate) fn processor_in(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 1000 / TICKS_PER_SECOND))
}
