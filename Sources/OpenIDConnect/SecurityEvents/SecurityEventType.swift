/// What receivers of security events are told of people and sessions (OpenID CAEP 1.0 §3, RISC 1.0 §2). The raw values are the
/// event types.
package enum SecurityEventType: String, Hashable, Sendable, CaseIterable {
    /// A session has ended, or all that the receiver has of a person.
    case sessionRevoked = "https://schemas.openid.net/secevent/caep/event-type/session-revoked"
    /// A password or a second factor came, changed or went.
    case credentialChange = "https://schemas.openid.net/secevent/caep/event-type/credential-change"
    /// Who is signed in has proven it more strongly than before.
    case assuranceLevelChange = "https://schemas.openid.net/secevent/caep/event-type/assurance-level-change"
    case accountDisabled = "https://schemas.openid.net/secevent/risc/event-type/account-disabled"
    case accountEnabled = "https://schemas.openid.net/secevent/risc/event-type/account-enabled"
}

/// What a stream says of itself (OpenID SSF 1.0 §8.1.4.1, §8.1.5), asked for by nobody's list of events.
package enum StreamEventType: String, Hashable, Sendable, CaseIterable {
    case verification = "https://schemas.openid.net/secevent/ssf/event-type/verification"
    /// We changed its status, and the receiver hasn't asked for it.
    case streamUpdated = "https://schemas.openid.net/secevent/ssf/event-type/stream-updated"
}
