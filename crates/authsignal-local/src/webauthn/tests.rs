//! Reading what authenticators write, byte by byte. Whole ceremonies are tested through the Client API.

use ciborium::Value;

use super::authenticator_data::AuthenticatorData;
use super::cose::PublicKey;

const ATTESTED_CREDENTIAL: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn map(entries: &[(i64, Value)]) -> Value {
    let entry = |(label, value): &(i64, Value)| (Value::from(*label), value.clone());
    Value::Map(entries.iter().map(entry).collect())
}

fn octets(length: usize) -> Value {
    Value::Bytes(vec![7; length])
}

fn es256() -> Vec<(i64, Value)> {
    vec![
        (1, 2.into()),
        (3, (-7).into()),
        (-1, 1.into()),
        (-2, octets(32)),
        (-3, octets(32)),
    ]
}

/// Authenticator data with a credential of `id_length` bytes and extensions.
fn authenticator_data(id_length: u16) -> Vec<u8> {
    let mut data = vec![1; 32];
    data.push(ATTESTED_CREDENTIAL | EXTENSIONS);
    data.extend(9_u32.to_be_bytes());
    data.extend([2; 16]);
    data.extend(id_length.to_be_bytes());
    data.extend(vec![3; usize::from(id_length)]);
    data.extend(cbor(&map(&es256())));
    data.extend(cbor(&Value::Map(vec![("credProtect".into(), 2.into())])));
    data
}

#[test]
fn authenticator_data_is_read_whole_or_not_at_all() {
    let whole = authenticator_data(20);
    let data = AuthenticatorData::parse(&whole).unwrap();
    let attested = data.attested.unwrap();
    assert_eq!(data.sign_count, 9);
    assert_eq!(attested.credential_id, [3; 20]);
    assert_eq!(attested.aaguid.into_bytes(), [2; 16]);
    assert!(PublicKey::parse(&attested.public_key).is_ok());
    for length in 0..whole.len() {
        assert!(
            AuthenticatorData::parse(&whole[..length]).is_err(),
            "{length}"
        );
    }
    let mut more = whole;
    more.push(0);
    assert!(AuthenticatorData::parse(&more).is_err());
}

#[test]
fn a_credential_id_has_1_to_1023_bytes() {
    for (length, readable) in [(0, false), (1, true), (1023, true), (1024, false)] {
        let data = AuthenticatorData::parse(&authenticator_data(length));
        assert_eq!(data.is_ok(), readable, "{length}");
    }
}

#[test]
fn keys_of_other_kinds_are_refused() {
    assert!(PublicKey::parse(&map(&es256())).is_ok());
    let with = |index: usize, value: Value| {
        let mut key = es256();
        key[index].1 = value;
        map(&key)
    };
    for (what, key) in [
        ("type", with(0, 3.into())),
        ("algorithm", with(1, (-35).into())),
        ("curve", with(2, 2.into())),
        ("short coordinate", with(3, octets(31))),
        ("long coordinate", with(4, octets(33))),
        ("compressed point", with(4, true.into())),
        ("missing coordinate", map(&es256()[..4])),
        ("no map", 1.into()),
    ] {
        assert!(PublicKey::parse(&key).is_err(), "{what}");
    }
}

#[test]
fn a_point_that_is_not_on_the_curve_verifies_nothing() {
    let key = PublicKey::parse(&map(&es256())).unwrap();
    assert!(key.verify(b"message", &[]).is_err());
    // An ASN.1 signature of two ones.
    assert!(
        key.verify(b"message", &[0x30, 6, 2, 1, 1, 2, 1, 1])
            .is_err()
    );
}
