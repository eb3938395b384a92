import Cryptography
import Identity
import Wire

/// Makes the identifiers under which others know our people and sessions, from one secret that never changes
/// (OpenID Connect Core §8.1): nobody without it can link those of two sectors.
package struct PairwiseSubjects: Sendable {
    private let secret: [UInt8]

    /// - Parameter secret: 32 random bytes. If they are lost, every platform sees new people.
    package init(secret: [UInt8]) {
        self.secret = secret
    }

    /// `sub` of a person for a client.
    package func subject(of person: PersonID, for type: SubjectType) -> String {
        switch type {
        case .pairwise(let sector): derive("sub", sector, person.text)
        case .public: derive("sub-public", "", person.text)
        }
    }

    /// `sid` of a session for a client (OpenID Connect Back-Channel Logout §2.1); differs from client to client, so
    /// that it links no more than `sub` does.
    package func sessionID(of session: SessionID, for client: ClientID) -> String {
        derive("sid", client.text, session.text)
    }

    /// A secret for another use of ours, which tells nothing of this one.
    package func key(for purpose: String) -> [UInt8] {
        HMAC.sha256(key: secret, Array("key\u{0}\(purpose)".utf8))
    }

    /// By what the secret is known beside records that were made with it: another one has another fingerprint, and
    /// nobody learns the secret of it.
    package var fingerprint: String { derive("fingerprint", "", "") }

    private func derive(_ purpose: String, _ scope: String, _ name: String) -> String {
        // NUL can't stand in any of the parts, so that no two inputs read the same.
        var message: [UInt8] = []
        message.reserveCapacity(purpose.utf8.count + scope.utf8.count + name.utf8.count + 2)
        message += purpose.utf8
        message.append(0)
        message += scope.utf8
        message.append(0)
        message += name.utf8
        return Base64URL.encode(HMAC.sha256(key: secret, message))
    }
}
