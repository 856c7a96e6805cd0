use auth::session::Noise;

/// Bytes from the browser's cryptographic random number generator (Web Crypto, getRandomValues); none
/// where there is none.
#[must_use]
pub fn entropy<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// A number that spreads waits. It keeps no secret, so where there is no good source none is needed.
#[must_use]
pub fn noise() -> Noise {
    Noise(entropy().map_or(0, u16::from_le_bytes))
}
