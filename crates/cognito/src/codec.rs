//! The one place that knows how the model is written as JSON. Another codec that implements
//! `ShapeSerializer` and `ShapeDeserializer` can take its place here without anyone noticing.
//!
//! The SDK's own codec (`aws-smithy-json`) reads every kind of value there is: dates in three
//! formats, numbers of any size. The operations of this crate exchange text, flags, whole numbers,
//! lists, maps and structures, so this one is a bridge between the model and `serde_json`, which the
//! app has anyway. In the browser that is 45 KB (brotli) less. Whatever else a model of the
//! future may ask for is refused as an error, and a test asks for every member of every operation.

mod read;
#[cfg(test)]
mod tests;
mod write;

use aws_smithy_schema::serde::{
    SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
};
use serde_json::Value;

/// Writes `input` as one JSON object.
pub(crate) fn encode(input: &dyn SerializableStruct) -> Result<Vec<u8>, SerdeError> {
    let mut writer = write::Writer::default();
    writer.write_struct(input.schema(), input)?;
    Ok(writer.into_bytes())
}

/// Reads exactly one JSON value from `json` with `read`, usually some output's `deserialize`.
pub(crate) fn decode<T>(
    json: &[u8],
    read: impl FnOnce(&mut dyn ShapeDeserializer) -> Result<T, SerdeError>,
) -> Result<T, SerdeError> {
    let value = value(json).ok_or_else(|| SerdeError::invalid_input("no JSON"))?;
    read(&mut read::Reader(&value))
}

/// By way of text: whatever else is JSON in the browser is text, and the parser would be there twice.
fn value(json: &[u8]) -> Option<Value> {
    serde_json::from_str(std::str::from_utf8(json).ok()?).ok()
}

fn unsupported<T>(kind: &str) -> Result<T, SerdeError> {
    Err(SerdeError::unsupported(kind))
}
