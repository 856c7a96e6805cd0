use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};

use super::unsupported;

/// JSON as it is being written.
#[derive(Default)]
pub(super) struct Writer {
    json: String,
    /// What the value to come stands in; none for the value that is the whole text.
    place: Option<Place>,
}

/// What a value stands in.
#[derive(Clone, Copy)]
enum Place {
    /// A structure: the schema of the member names it.
    Struct,
    List,
    /// A map: keys and values are written in turn.
    MapKey,
    MapValue,
}

impl Writer {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.json.into_bytes()
    }

    /// What goes before a value: the comma after the one before it, and its name.
    fn begin(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        let Some(place) = self.place else {
            return Ok(());
        };
        match place {
            Place::MapValue => self.json.push(':'),
            _ if self.json.ends_with(['{', '[']) => {}
            _ => self.json.push(','),
        }
        self.place = Some(match place {
            Place::MapKey => Place::MapValue,
            Place::MapValue => Place::MapKey,
            Place::Struct | Place::List => place,
        });
        if matches!(place, Place::Struct) {
            let name = schema
                .member_name()
                .ok_or_else(|| SerdeError::custom("a member without a name"))?;
            self.text(name)?;
            self.json.push(':');
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), SerdeError> {
        let quoted = serde_json::to_string(text)
            .map_err(|error| SerdeError::write_failed(error.to_string()))?;
        self.json.push_str(&quoted);
        Ok(())
    }

    fn plain(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.begin(schema)?;
        self.json.push_str(value);
        Ok(())
    }

    fn nested(
        &mut self,
        schema: &Schema<'_>,
        place: Place,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.begin(schema)?;
        let (open, close) = if matches!(place, Place::List) {
            ('[', ']')
        } else {
            ('{', '}')
        };
        let outer = self.place.replace(place);
        self.json.push(open);
        write(self)?;
        self.json.push(close);
        self.place = outer;
        Ok(())
    }
}

impl ShapeSerializer for Writer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::Struct, &|writer| {
            value.serialize_members(writer)
        })
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write_elements: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::List, write_elements)
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write_entries: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::MapKey, write_entries)
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.plain(schema, if value { "true" } else { "false" })
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.write_long(schema, value.into())
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.write_long(schema, value.into())
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.write_long(schema, value.into())
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.plain(schema, &value.to_string())
    }

    fn write_float(&mut self, _: &Schema<'_>, _: f32) -> Result<(), SerdeError> {
        unsupported("float")
    }

    fn write_double(&mut self, _: &Schema<'_>, _: f64) -> Result<(), SerdeError> {
        unsupported("double")
    }

    fn write_big_integer(&mut self, _: &Schema<'_>, _: &BigInteger) -> Result<(), SerdeError> {
        unsupported("big integer")
    }

    fn write_big_decimal(&mut self, _: &Schema<'_>, _: &BigDecimal) -> Result<(), SerdeError> {
        unsupported("big decimal")
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.begin(schema)?;
        self.text(value)
    }

    fn write_blob(&mut self, _: &Schema<'_>, _: Blob) -> Result<(), SerdeError> {
        unsupported("blob")
    }

    fn write_timestamp(&mut self, _: &Schema<'_>, _: &DateTime) -> Result<(), SerdeError> {
        unsupported("timestamp")
    }

    fn write_document(&mut self, _: &Schema<'_>, _: &Document) -> Result<(), SerdeError> {
        unsupported("document")
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.plain(schema, "null")
    }
}
