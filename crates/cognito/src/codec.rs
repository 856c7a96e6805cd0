//! The one place that knows how the model is written as JSON. Another codec that implements
//! `ShapeSerializer` and `ShapeDeserializer` can take its place here without anyone noticing.

use aws_smithy_json::codec::JsonCodec;
use aws_smithy_schema::codec::{Codec, FinishSerializer};
use aws_smithy_schema::serde::{
    SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
};

/// Writes `input` as one JSON object.
pub(crate) fn encode(input: &dyn SerializableStruct) -> Result<Vec<u8>, SerdeError> {
    let mut serializer = JsonCodec::default().create_serializer();
    serializer.write_struct(input.schema(), input)?;
    Ok(FinishSerializer::finish(serializer))
}

/// Reads exactly one JSON value from `json` with `read`, usually some output's `deserialize`.
pub(crate) fn decode<T>(
    json: &[u8],
    read: impl FnOnce(&mut dyn ShapeDeserializer) -> Result<T, SerdeError>,
) -> Result<T, SerdeError> {
    let mut deserializer = JsonCodec::default().create_deserializer(json);
    let value = read(&mut deserializer)?;
    let rest = json.get(deserializer.position()..).unwrap_or_default();
    if rest.trim_ascii().is_empty() {
        Ok(value)
    } else {
        Err(SerdeError::invalid_input("text after the JSON value"))
    }
}
