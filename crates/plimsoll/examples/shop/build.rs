//! The numbers of `search` become typed handles.

fn main() {
    plimsoll_codegen::build(&["search"]);
}
