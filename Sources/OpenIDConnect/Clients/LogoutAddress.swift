import Wire

/// Where a client wants to be told that somebody's session has ended, and what it needs for that (OpenID Connect Back-Channel
/// Logout §2.2).
///
/// An administrator registers it, never a stranger, and a platform of the city may well stand at a private address: so it
/// isn't asked where the host leads. It is https, or http on this machine, and redirects are not followed.
package struct LogoutAddress: Hashable, Sendable {
    package let uri: URI
    /// Whether the client can do nothing with a name alone: then it is always told which session is meant
    /// (`backchannel_logout_session_required`).
    package let requiresSession: Bool

    package init(_ text: String, requiresSession: Bool = false) throws(RedirectURIError) {
        uri = try RedirectURI(text, for: .web).uri
        self.requiresSession = requiresSession
    }
}
