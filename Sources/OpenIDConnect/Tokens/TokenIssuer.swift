import Cryptography
import Identity
import JOSE
import Wire

/// Signs what a settled grant gives: an ID token (OpenID Connect Core §2) and a JWT access token (RFC 9068). It runs
/// after the commit, and decides nothing.
package struct TokenIssuer: Sendable {
    private let issuer: Issuer
    private let keys: SigningKeys
    private let subjects: PairwiseSubjects

    package init(issuer: Issuer, keys: SigningKeys, subjects: PairwiseSubjects) {
        self.issuer = issuer
        self.keys = keys
        self.subjects = subjects
    }

    /// The body of a successful token response (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
    package func response(_ issue: TokenIssue) throws(JOSEError) -> JSONObject {
        let accessToken = try accessToken(issue)
        return [
            "access_token": .string(accessToken),
            "token_type": "Bearer",
            "expires_in": .integer(AccessTokenRecord.lifetime.wholeSeconds),
            "scope": .string(Scope.text(issue.accessToken.scopes)),
            "id_token": .string(try idToken(issue, accessToken: accessToken)),
        ]
    }

    private func accessToken(_ issue: TokenIssue) throws(JOSEError) -> String {
        let record = issue.accessToken
        var claims: JSONObject = [
            "iss": .string(issuer.text),
            "sub": .string(subjects.subject(of: record.person, for: issue.client.subjectType)),
            "aud": .array([.string(issuer.userInfoEndpoint)] + issue.client.audiences.map(JSONValue.string)),
            "client_id": .string(record.clientID.text),
            "scope": .string(Scope.text(record.scopes)),
            "jti": .string(record.id.text),
            "iat": .integer(record.issuedAt.secondsSince1970),
            "exp": .integer(record.expiresAt.secondsSince1970),
            "auth_time": .integer(issue.authorization.authentication.moment.secondsSince1970),
            "acr": .string(AuthenticationContext.name(of: issue.authorization.authentication.level)),
        ]
        for (name, value) in issue.platformClaims.members { claims[name] = value }
        return try keys.sign(claims, type: "at+jwt", with: .ES256)
    }

    private func idToken(_ issue: TokenIssue, accessToken: String) throws(JOSEError) -> String {
        let authorization = issue.authorization
        let algorithm = issue.client.idTokenAlgorithm
        var claims: JSONObject = [
            "iss": .string(issuer.text),
            "sub": .string(subjects.subject(of: authorization.person, for: issue.client.subjectType)),
            "aud": .string(authorization.clientID.text),
            "iat": .integer(issue.accessToken.issuedAt.secondsSince1970),
            "exp": .integer(issue.accessToken.expiresAt.secondsSince1970),
            "auth_time": .integer(authorization.authentication.moment.secondsSince1970),
            "acr": .string(AuthenticationContext.name(of: authorization.authentication.level)),
            "amr": .array(authorization.authentication.methods.map { .string($0.rawValue) }),
            "sid": .string(subjects.sessionID(of: authorization.session, for: authorization.clientID)),
            "at_hash": .string(algorithm.halfHash(of: accessToken)),
        ]
        if let nonce = authorization.nonce { claims["nonce"] = .string(nonce) }
        return try keys.sign(claims, type: "JWT", with: algorithm)
    }
}

/// What a settled grant gives, before it is signed.
package struct TokenIssue: Sendable {
    package let client: Client
    package let authorization: Authorization
    package let accessToken: AccessTokenRecord
    /// What the access token says besides, of the person's place in the city; none of the names above is among them.
    package var platformClaims = JSONObject()

    init(token: TokenID, client: Client, authorization: Authorization, at now: Instant) {
        self.client = client
        self.authorization = authorization
        accessToken = AccessTokenRecord(
            id: token, clientID: client.id, person: authorization.person, session: authorization.session,
            // What the registration has lost since the request is not given any more.
            scopes: authorization.scopes.intersection(client.scopes), issuedAt: now)
    }
}
