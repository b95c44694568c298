//! What a test of bad input asks: the id, the text at fault, and the way out.

use plimsoll_codegen::Problem;

/// The one problem of a text: its id, the text that it points at (its beginning, for a block) and its help.
#[track_caller]
pub(crate) fn assert_told(source: &str, problems: &[Problem], id: &str, at: &str, help: &str) {
    let [problem] = problems else { panic!("one problem expected: {problems:#?}") };
    assert_eq!(problem.id, id, "{problem}");
    let pointed = &source[problem.span.start..];
    assert!(pointed.starts_with(at), "{problem} points at `{pointed}`");
    if problem.span.len() > 1 {
        assert_eq!(&source[problem.span.clone()], at, "{problem}");
    }
    let told = problem.help.as_deref().unwrap_or_default();
    assert!(told.contains(help), "{problem} helps with `{told}`");
    let drawn = problem.render(source);
    assert!(drawn.starts_with(&format!("error[{id}]: ")), "{drawn}");
    assert!(drawn.contains(&format!("--> {}:{}:{}", problem.file, problem.line, problem.column)), "{drawn}");
    assert!(drawn.contains('^') && drawn.contains("\nhelp: "), "{drawn}");
}
