//! YAML as JSON, which a test can look into.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value};

/// Every document in `text`.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str) -> Result<Vec<Value>, String> {
    let documents = Yaml::load_from_str(text).map_err(|error| error.to_string())?;
    documents.iter().map(value).collect()
}

fn value(yaml: &Yaml) -> Result<Value, String> {
    Ok(match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(is)) => Value::from(*is),
        Yaml::Value(Scalar::Integer(number)) => Value::from(*number),
        Yaml::Value(Scalar::FloatingPoint(number)) => Value::from(number.0),
        Yaml::Value(Scalar::String(text)) => Value::from(&**text),
        Yaml::Sequence(list) => Value::Array(list.iter().map(value).collect::<Result<_, _>>()?),
        Yaml::Mapping(map) => {
            let entry =
                |(key, of): (&Yaml, &Yaml)| Ok((key.as_str().ok_or("a key is no text")?.to_owned(), value(of)?));
            Value::Object(map.iter().map(entry).collect::<Result<Map<_, _>, String>>()?)
        }
        other => return Err(format!("not plain YAML: {other:?}")),
    })
}
