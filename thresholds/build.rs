//! The numbers and the metrics of each pack become typed handles.

fn main() {
    plimsoll_codegen::build(&["canary", "edgelink", "kubeedge"]);
}
