//! From an HTTP answer to a result: which status means what, and where an error's code is found.

use aws_smithy_schema::prelude;
use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer};

use crate::{CognitoError, MalformedAnswer, Operation, Response, ServiceError, codec};

/// Reads the body of a successful answer with `read`, or the error of any other.
pub(crate) fn read<T>(
    operation: Operation,
    response: Response,
    read: impl FnOnce(&mut dyn ShapeDeserializer) -> Result<T, SerdeError>,
) -> Result<T, CognitoError> {
    if !(200..300).contains(&response.status) {
        return Err(error(operation, response));
    }
    // An answer without members may come without a body (RevokeToken, GlobalSignOut).
    let empty = response.body.trim_ascii().is_empty();
    let body: &[u8] = if empty { b"{}" } else { &response.body };
    codec::decode(body, read).map_err(|_| CognitoError::Malformed {
        operation,
        reason: MalformedAnswer::Json,
    })
}

/// AWS JSON 1.1 gives an error's code in a header, in the body's `__type`, or in both; the header counts.
fn error(operation: Operation, response: Response) -> CognitoError {
    let envelope = codec::decode(&response.body, Envelope::deserialize).unwrap_or_default();
    let code = [&response.error_type, &envelope.code]
        .into_iter()
        .flatten()
        .map(|raw| bare_code(raw))
        .find(|code| !code.is_empty());
    match code {
        Some(code) => CognitoError::Service(ServiceError {
            operation,
            code: code.into(),
            message: envelope
                .message
                .or(response.error_message)
                .unwrap_or_default(),
            status: response.status,
            request_id: response.request_id,
        }),
        None => CognitoError::Status {
            operation,
            status: response.status,
        },
    }
}

/// The bare name in `com.amazonaws...#Name:http://...`.
fn bare_code(raw: &str) -> &str {
    let raw = raw.split(':').next().unwrap_or_default();
    raw.rsplit('#').next().unwrap_or_default().trim()
}

/// What every error's body holds.
#[derive(Default)]
struct Envelope {
    code: Option<String>,
    message: Option<String>,
}

impl Envelope {
    fn deserialize(deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError> {
        let mut envelope = Self::default();
        deserializer.read_map(&prelude::DOCUMENT, &mut |key, value| {
            let slot = match key.as_str() {
                "__type" => &mut envelope.code,
                "message" | "Message" => &mut envelope.message,
                _ => return value.skip_value(),
            };
            if value.is_null() {
                return value.read_null();
            }
            *slot = Some(value.read_string(&prelude::STRING)?);
            Ok(())
        })?;
        Ok(envelope)
    }
}
