use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};
use serde_json::Value;

use super::unsupported;

/// A JSON value, read as the model wants it.
pub(super) struct Reader<'a>(pub(super) &'a Value);

fn mismatch(expected: &str) -> SerdeError {
    SerdeError::type_mismatch(expected)
}

impl Reader<'_> {
    fn whole_number<T: TryFrom<i64>>(&self) -> Result<T, SerdeError> {
        let number = self.0.as_i64().and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| mismatch("expected a whole number in range"))
    }
}

impl ShapeDeserializer for Reader<'_> {
    /// Members that the model does not know are passed over, and so are those that are null: an
    /// absent member may be written either way.
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        state: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let object = self
            .0
            .as_object()
            .ok_or_else(|| mismatch("expected an object"))?;
        for (name, value) in object {
            if let Some(member) = schema.member_schema(name).filter(|_| !value.is_null()) {
                state(member, &mut Reader(value))?;
            }
        }
        Ok(())
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        state: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let list = self
            .0
            .as_array()
            .ok_or_else(|| mismatch("expected a list"))?;
        list.iter().try_for_each(|value| state(&mut Reader(value)))
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        state: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let object = self
            .0
            .as_object()
            .ok_or_else(|| mismatch("expected an object"))?;
        object
            .iter()
            .try_for_each(|(key, value)| state(key.clone(), &mut Reader(value)))
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        self.0
            .as_bool()
            .ok_or_else(|| mismatch("expected true or false"))
    }

    fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
        self.whole_number()
    }

    fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
        self.whole_number()
    }

    fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
        self.whole_number()
    }

    fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
        self.whole_number()
    }

    fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
        unsupported("float")
    }

    fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
        unsupported("double")
    }

    fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        unsupported("big integer")
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        unsupported("big decimal")
    }

    fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
        self.0
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| mismatch("expected text"))
    }

    fn read_blob(&mut self, _: &Schema<'_>) -> Result<Blob, SerdeError> {
        unsupported("blob")
    }

    fn read_timestamp(&mut self, _: &Schema<'_>) -> Result<DateTime, SerdeError> {
        unsupported("timestamp")
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        unsupported("document")
    }

    fn is_null(&self) -> bool {
        self.0.is_null()
    }

    fn skip_value(&mut self) -> Result<(), SerdeError> {
        Ok(())
    }

    fn container_size(&self) -> Option<usize> {
        match self.0 {
            Value::Array(list) => Some(list.len()),
            Value::Object(object) => Some(object.len()),
            _ => None,
        }
    }
}
