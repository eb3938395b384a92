import Identity
import Wire

/// The JWT bearer grant (RFC 7523 §2.1): another authority that we trust says who somebody is, and a service gets an access
/// token in that person's name, for one of its audiences. An assertion is used once.
///
/// Nobody has signed in here by it: there is no session, no ID token and no refresh token, and our UserInfo endpoint is not
/// opened. How well the person is proven says the configuration of the issuer, not its assertion.
package struct JWTBearerGrant: Sendable {
    /// As it was presented; `TrustedIssuers` verifies it.
    package let assertion: String
    /// Where the access token is to be presented (RFC 8707 §2.2); `nil` for the client's only audience.
    package let resource: String?
    /// `nil` for all that issuer and client have.
    package let scopes: Set<Scope>?
    /// Whether it asks for `authorization_details` (RFC 9396): nobody has allowed any.
    private let asksForDetails: Bool

    init(_ parameters: FormParameters) throws(TokenError) {
        assertion = try parameters.required("assertion")
        guard assertion.utf8.count <= Limits.tokenBytes else {
            throw TokenError(.invalidGrant, "assertion is longer than \(Limits.tokenBytes) bytes")
        }
        resource = try parameters.resource()
        scopes = try parameters.scopes()
        asksForDetails = try parameters.authorizationDetails() != nil
    }

    /// What the client is allowed in the name of the person whom the assertion means.
    /// - Parameters:
    ///   - person: whom the records know by the assertion's subject, if they are enabled.
    ///   - id: that of the new authorization.
    package func authorization(
        by assertion: VerifiedAssertion, of person: PersonID?, for client: AuthenticatedClient, id: AuthorizationID,
        provider: Issuer, at now: Instant
    ) throws(TokenRefusal) -> Authorization {
        guard client.client.isConfidential else { throw .unregisteredGrant }
        guard !asksForDetails else { throw .detailsOfPerson }
        guard assertion.issuer.clients.contains(client.id) else { throw .foreignAssertion }
        guard let person else { throw .unknownAssertedPerson }
        let asked = (scopes ?? assertion.issuer.scopes).subtracting([.openid, .offlineAccess])
        guard asked.isSubset(of: assertion.issuer.scopes) else { throw .scopeNotGranted }
        let audience = try client.client.audience(named: resource, issuer: provider)
        let authentication = Authentication(moment: now, level: assertion.issuer.level, methods: [])
        return Authorization(
            id: id, client: client.id,
            // What is allowed without a session has one of its own name, in which nobody is signed in.
            subject: .person(person, authentication, session: SessionID("assertion-" + id.text)),
            scopes: asked.intersection(client.client.scopes), audiences: [audience],
            assertedBy: assertion.issuer.issuer)
    }
}

extension Client {
    /// The one of its audiences that a request means which can be for none of ours.
    /// - Parameter resource: what the request names; `nil` where it leaves it to the registration.
    func audience(named resource: String?, issuer: Issuer) throws(TokenRefusal) -> String {
        let allowed = audiences.filter { !issuer.isAudience($0) }
        guard let resource else {
            guard let only = allowed.first else { throw .foreignResource }
            guard allowed.count == 1 else { throw .ambiguousResource }
            return only
        }
        guard let found = allowed.first(where: resource.hasSameBytes(as:)) else { throw .foreignResource }
        return found
    }
}

/// RFC 7521 §4.1: what is wrong with an assertion is an `invalid_grant`. Who it is about isn't told apart from one of nobody.
extension TokenRefusal {
    package static let untrustedAssertion = badAssertion("untrusted-assertion")
    package static let expiredAssertion = badAssertion("expired-assertion")
    package static let replayedAssertion = badAssertion("replayed-assertion")
    package static let foreignAssertion = badAssertion("foreign-assertion")
    package static let unknownAssertedPerson = badAssertion("unknown-asserted-person")

    private static func badAssertion(_ code: String) -> TokenRefusal {
        TokenRefusal(
            .invalidGrant,
            "assertion is not one of a trusted issuer for this client and provider that counts and is used for the first "
                + "time, or means nobody", code: code)
    }
}
