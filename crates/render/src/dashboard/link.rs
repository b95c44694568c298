//! Links: of a panel to a page, of a dashboard to the others of its pack.

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "Grafana's own shape")]
pub(super) struct Link<'a> {
    title: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    icon: &'static str,
    tooltip: &'static str,
    url: &'a str,
    tags: Vec<&'a str>,
    as_dropdown: bool,
    target_blank: bool,
    include_vars: bool,
    keep_time: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    placement: Option<&'static str>,
}

impl<'a> Link<'a> {
    /// To a page of its own.
    pub(super) const fn to_page(title: &'a str, url: &'a str) -> Self {
        Self {
            title,
            kind: "link",
            icon: "doc",
            tooltip: "",
            url,
            tags: Vec::new(),
            as_dropdown: false,
            target_blank: true,
            include_vars: false,
            keep_time: false,
            placement: None,
        }
    }

    /// To every dashboard with this tag, below one heading. What is chosen and the time go along.
    pub(super) fn to_dashboards(tag: &'a str) -> Self {
        Self {
            title: tag,
            kind: "dashboards",
            icon: "external link",
            tooltip: "",
            url: "",
            tags: vec![tag],
            as_dropdown: true,
            target_blank: false,
            include_vars: true,
            keep_time: true,
            placement: Some("inControlsMenu"),
        }
    }
}
