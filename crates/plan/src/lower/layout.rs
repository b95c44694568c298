//! The places of panels on Grafana's grid of 24 columns, without overlaps and holes by construction.
//!
//! Panels fill a line as far as their least widths fit. What is left of the line is shared out in the same
//! proportion, and every panel of it is as high as the highest.

use plimsoll_model::{Height, Panel, Width};

pub(super) const COLUMNS: u32 = 24;

const fn columns(width: Width) -> u32 {
    match width {
        Width::Quarter => COLUMNS / 4,
        Width::Third => COLUMNS / 3,
        Width::Half => COLUMNS / 2,
        Width::Full => COLUMNS,
    }
}

const fn lines(height: Height) -> u32 {
    match height {
        Height::Low => 4,
        Height::Normal => 8,
        Height::Tall => 12,
    }
}

/// Column, line, width and height of each panel of a row that begins at line `y`, and the line after them.
pub(super) fn place(panels: &[Panel], mut y: u32) -> (Vec<(u32, u32, u32, u32)>, u32) {
    let mut places = Vec::new();
    let mut rest = panels;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(fitting(rest));
        let height = line.iter().map(|panel| lines(panel.height)).max().unwrap_or_default();
        let least: u32 = line.iter().map(|panel| columns(panel.width)).sum();
        let (mut x, mut taken) = (0, 0);
        for panel in line {
            // Where the panels up to this one end: rounding never adds up to a gap.
            taken += columns(panel.width);
            let end = taken * COLUMNS / least;
            places.push((x, y, end - x, height));
            x = end;
        }
        y += height;
        rest = after;
    }
    (places, y)
}

/// How many panels fit into one line; at least one.
fn fitting(panels: &[Panel]) -> usize {
    let ends = panels.iter().scan(0, |taken, panel| {
        *taken += columns(panel.width);
        Some(*taken)
    });
    ends.take_while(|end| *end <= COLUMNS).count().max(1)
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::Signal;
    use plimsoll_units::{Count, Duration};

    use super::*;

    fn panels(sizes: &[(Width, Height)]) -> Vec<Panel> {
        let signal = Signal::<Count>::raw("up", &[], Duration::ZERO);
        let panel = |&(width, height): &(Width, Height)| {
            Panel::of_signal("up", "Up", &signal, "").width(width).height(height)
        };
        sizes.iter().map(panel).collect()
    }

    #[test]
    fn three_panels_share_a_line_and_the_rest_share_the_next() {
        let (places, end) = place(&panels(&[(Width::Third, Height::Normal); 5]), 1);
        assert_eq!(places, [(0, 1, 8, 8), (8, 1, 8, 8), (16, 1, 8, 8), (0, 9, 12, 8), (12, 9, 12, 8)]);
        assert_eq!(end, 17);
    }

    #[test]
    fn what_is_left_of_a_line_is_shared_out_in_proportion() {
        let (places, _) = place(&panels(&[(Width::Quarter, Height::Low), (Width::Half, Height::Low)]), 0);
        assert_eq!(places, [(0, 0, 8, 4), (8, 0, 16, 4)]);
    }

    #[test]
    fn a_line_is_as_high_as_its_highest_panel() {
        let (places, end) = place(
            &panels(&[
                (Width::Half, Height::Low),
                (Width::Half, Height::Tall),
                (Width::Full, Height::Normal),
            ]),
            0,
        );
        assert_eq!(places, [(0, 0, 12, 12), (12, 0, 12, 12), (0, 12, 24, 8)]);
        assert_eq!(end, 20);
    }

    #[test]
    fn every_line_is_full_whatever_its_panels_ask_for() {
        let widths = [Width::Quarter, Width::Third, Width::Half, Width::Full];
        for number in 0..4_usize.pow(5) {
            let sizes: Vec<_> =
                (0..5_u32).map(|digit| (widths[number / 4_usize.pow(digit) % 4], Height::Normal)).collect();
            let (places, end) = place(&panels(&sizes), 0);
            let area: u32 = places.iter().map(|(_, _, width, height)| width * height).sum();
            assert_eq!(area, COLUMNS * end, "{sizes:?}");
            assert!(places.windows(2).all(|pair| pair[1].0 == 0 || pair[0].0 + pair[0].2 == pair[1].0));
        }
    }
}
