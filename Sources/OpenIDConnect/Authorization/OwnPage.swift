/// A page of ours that shows whoever is signed in what is theirs. Who isn't signed in does so first, and is brought back to it.
package enum OwnPage: String, Hashable, Sendable, CaseIterable {
    /// What clients have asked behind the browser's back (CIBA Core §8).
    case requests
    /// What the person has agreed that clients may learn (OpenID Connect Core §3.1.2.4).
    case consents

    package var path: String {
        switch self {
        case .requests: Issuer.Path.requests
        case .consents: Issuer.Path.consents
        }
    }
}
