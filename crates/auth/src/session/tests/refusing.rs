//! A browser whose storage is full.

use super::*;

/// How many values a session is.
const VALUES: usize = 6;

#[test]
fn a_store_that_fills_up_anywhere_keeps_nothing_by_half() {
    for signed_in_before in [None, Some(ADA), Some(BOB)] {
        let name = signed_in_before.unwrap_or("nobody");
        let situation = || signed_in_before.map_or_else(Memory::shared, Memory::with_session);
        for room in 0..VALUES {
            let memory = situation();
            memory.full_after.set(Some(room));
            let written = write(&memory, &client_id(), &session(ADA));
            let context = format!("{name} before, room for {room}");
            assert_eq!(written, Err(StoreError), "{context}");
            memory.assert_only_others_left(&context);
            assert_eq!(memory.read(), Restored::Nothing, "{context}");
        }
        let memory = situation();
        memory.full_after.set(Some(VALUES));
        assert_eq!(
            write(&memory, &client_id(), &session(ADA)),
            Ok(()),
            "{name}"
        );
        assert_eq!(memory.read(), restored(session(ADA)), "{name}");
    }
}

#[test]
fn nobody_is_named_while_a_write_fails() {
    for room in 0..VALUES {
        let memory = Memory::shared();
        memory.full_after.set(Some(room));
        assert_eq!(write(&memory, &client_id(), &session(ADA)), Err(StoreError));
        assert!(!memory.changes().contains(&Change::Set(last_auth_user())));
    }
}

#[test]
fn a_store_that_was_full_takes_the_next_session() {
    let memory = Memory::with_session(BOB);
    memory.full_after.set(Some(2));
    assert_eq!(write(&memory, &client_id(), &session(ADA)), Err(StoreError));
    assert_eq!(write(&memory, &client_id(), &session(ADA)), Ok(()));
    assert_eq!(memory.read(), restored(session(ADA)));
}
