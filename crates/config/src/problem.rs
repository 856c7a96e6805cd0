use thiserror::Error;

/// Why a `config.json` cannot be used. All of it is for the operator to mend.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ConfigError {
    /// The text is no JSON object; holds what the parser said.
    #[error("config.json is not valid JSON: {0}")]
    NotJson(String),
    /// Fields are missing, misspelt or hold what they may not.
    #[error("config.json: {}", list(.0))]
    Fields(Vec<FieldProblem>),
}

/// One field and what is wrong with it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{field} {message}")]
pub struct FieldProblem {
    /// The field's path as it stands in the file, such as `cognito.userPoolId`.
    pub field: String,
    /// What belongs there, as a phrase that follows the field's name.
    pub message: String,
}

fn list(problems: &[FieldProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("; ")
}
