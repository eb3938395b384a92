import Identity
import Wire

/// A page of a client's that the browser of somebody who has signed out loads in a frame, so that the client can forget its own
/// cookies there (OpenID Connect Front-Channel Logout §2).
///
/// Whether it has is never known: browsers that keep no cookies of third parties bring none. So it comes besides the back
/// channel, and stands for nothing in what is said to be signed out.
package struct LogoutFrame: Hashable, Sendable {
    package let client: ClientID
    package let url: String
    /// What the page's policy has to allow.
    package let origin: String

    /// - Parameter session: as the client knows it. Issuer and session are always said, whether the client requires it or not,
    ///   so that nobody can sign a person out by a link who doesn't know them.
    /// - Returns: `nil` for a client that wants none.
    package init?(_ client: Client, session: SessionID, issuer: Issuer, subjects: PairwiseSubjects) {
        guard client.isEnabled, let address = client.frontchannelLogout, let origin = address.uri.origin else {
            return nil
        }
        self.client = client.id
        self.origin = origin
        url = address.uri.appending(
            query: FormParameters([
                ("iss", issuer.text), ("sid", subjects.sessionID(of: session, for: client.id)),
            ]))
    }
}
