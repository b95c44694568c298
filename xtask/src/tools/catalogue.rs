//! Which tools there are, and where Debian keeps them.

/// One program that the tests ask.
#[derive(Debug)]
pub(super) struct Tool {
    /// What it is called here, in `index.json` and in the folder's name.
    pub(super) name: &'static str,
    /// The packages that may carry it, the likelier one first: some suites have it in a package of its own.
    pub(super) packages: &'static [&'static str],
    /// Its path inside the package.
    pub(super) binary: &'static str,
    /// The argument that makes it say its version.
    pub(super) version_flag: &'static str,
    /// A folder that it opens by an absolute path, which is compiled in; relative to `/`.
    pub(super) data: Option<&'static str>,
    /// Whether it is got only on request.
    pub(super) optional: bool,
}

impl Tool {
    /// The names that it may have on `PATH`: ours (upstream's), and Debian's.
    pub(super) fn programs(&self) -> [&'static str; 2] {
        [self.name, self.binary.rsplit('/').next().unwrap_or(self.name)]
    }
}

/// Every tool that can be had, in the order in which they are shown.
pub(super) const CATALOGUE: &[Tool] = &[
    Tool {
        name: "promtool",
        packages: &["promtool", "prometheus"],
        binary: "usr/bin/promtool",
        version_flag: "--version",
        data: None,
        optional: false,
    },
    Tool {
        name: "prometheus",
        packages: &["prometheus"],
        binary: "usr/bin/prometheus",
        version_flag: "--version",
        data: None,
        optional: false,
    },
    Tool {
        name: "amtool",
        packages: &["prometheus-alertmanager"],
        binary: "usr/bin/amtool",
        version_flag: "--version",
        data: None,
        optional: false,
    },
    Tool {
        name: "alertmanager",
        packages: &["prometheus-alertmanager"],
        binary: "usr/bin/prometheus-alertmanager",
        version_flag: "--version",
        data: Some("usr/share/prometheus/alertmanager"),
        optional: false,
    },
    Tool {
        name: "vmalert",
        packages: &["victoria-metrics"],
        binary: "usr/bin/vmalert",
        version_flag: "--version",
        data: None,
        optional: true,
    },
    Tool {
        name: "nginx",
        packages: &["nginx"],
        binary: "usr/sbin/nginx",
        version_flag: "-v",
        data: None,
        optional: false,
    },
];

/// The suites, oldest first; of one generation the first that has the tool is enough.
///
/// The newest suites drift: their versions are recorded, and nothing may assume one. A package can leave `forky` for
/// a while, `sid` keeps it.
pub(super) const GENERATIONS: &[&[&str]] = &[&["bookworm"], &["trixie"], &["forky", "sid"]];
