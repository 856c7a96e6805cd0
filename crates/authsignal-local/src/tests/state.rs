//! What outlives the process.

use std::path::Path;

use super::*;

fn remove(file: &Path) {
    for extension in ["sqlite", "sqlite-wal", "sqlite-shm"] {
        // Not there is as good as removed.
        let _ = std::fs::remove_file(file.with_extension(extension));
    }
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let file = std::env::temp_dir().join(format!("authsignal-local-{}.sqlite", std::process::id()));
    remove(&file);
    let open = || StandIn::with_store(Store::open(&file).unwrap());

    let token = {
        let stand_in = open();
        let token = stand_in.track_email().await;
        let body = json!({ "email": EMAIL });
        stand_in
            .post(
                "/v1/client/user-authenticators/email-otp",
                Caller::Token(&token),
                body,
            )
            .await;
        stand_in.verify(&token, WRONG_CODE).await;
        token
    };
    let proof = {
        let stand_in = open();
        let verified = stand_in.verify(&token, &stand_in.newest_code().await).await;
        text(&verified["accessToken"])
    };
    let stand_in = open();
    assert_eq!(
        stand_in.validate(&proof, USER, ACTION).await["isValid"],
        true
    );
    let user = stand_in
        .get(&format!("/v1/users/{USER}"), Caller::Server)
        .await
        .json();
    assert_eq!(user["isEnrolled"], true);

    // Tokens cannot be read out of the file.
    let mut content = std::fs::read(&file).unwrap();
    content.extend(std::fs::read(file.with_extension("sqlite-wal")).unwrap_or_default());
    assert!(
        !content
            .windows(proof.len())
            .any(|window| window == proof.as_bytes())
    );
    drop(stand_in);
    remove(&file);
}
