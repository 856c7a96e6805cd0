use auth::session::Noise;

/// 256 bits from the browser's cryptographic random number generator (Web Crypto, getRandomValues);
/// none where there is none.
#[must_use]
pub fn entropy() -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// A number that spreads waits. It keeps no secret, so where there is no good source none is needed.
#[must_use]
pub fn noise() -> Noise {
    Noise(entropy().map_or(0, |[first, second, ..]| u16::from_le_bytes([first, second])))
}
