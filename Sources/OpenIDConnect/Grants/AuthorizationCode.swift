import Cryptography
import Identity
import Wire

/// An authorization code in the one moment in which it is known: 256 random bits, Base64url (RFC 6749 §4.1.2).
package struct AuthorizationCode: Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(32))
    }

    package var hash: CodeHash { CodeHash(ofPresented: text) }

    /// How long a code can be redeemed.
    package static let lifetime = Duration.seconds(60)
}

/// The SHA-256 of a code: what is kept of it, and by which it is found. Any text has one; only those of codes that we
/// gave are kept.
package struct CodeHash: Hashable, Sendable {
    package let text: String

    package init(ofPresented code: String) {
        text = Base64URL.encode(SHA2.sha256(Array(code.utf8)))
    }
}

/// What a code stands for, and all that it is bound to.
package struct Authorization: Hashable, Sendable {
    package let clientID: ClientID
    /// As the request gave it; the token request has to repeat it (RFC 6749 §4.1.3).
    package let redirectURI: String
    package let codeChallenge: CodeChallenge?
    package let nonce: String?
    package let scopes: Set<Scope>
    package let person: PersonID
    package let session: SessionID
    package let authentication: Authentication
    package let expiresAt: Instant

    package init(
        clientID: ClientID, redirectURI: String, codeChallenge: CodeChallenge?, nonce: String?,
        scopes: Set<Scope>, person: PersonID, session: SessionID, authentication: Authentication,
        expiresAt: Instant
    ) {
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.codeChallenge = codeChallenge
        self.nonce = nonce
        self.scopes = scopes
        self.person = person
        self.session = session
        self.authentication = authentication
        self.expiresAt = expiresAt
    }

    /// What the request asks for, given to the person of a session.
    package init(
        _ request: AuthorizationRequest, person: PersonID, session: SessionID, authentication: Authentication,
        at now: Instant
    ) {
        self.init(
            clientID: request.client.id, redirectURI: request.address.redirectURI.text,
            codeChallenge: request.codeChallenge, nonce: request.nonce, scopes: request.scopes, person: person,
            session: session, authentication: authentication, expiresAt: now + AuthorizationCode.lifetime)
    }
}
