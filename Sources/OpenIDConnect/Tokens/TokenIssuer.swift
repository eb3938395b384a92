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
    private let memory: AccessTokenMemory

    /// - Parameter memory: learns of the access tokens that are signed.
    package init(issuer: Issuer, keys: SigningKeys, subjects: PairwiseSubjects, memory: AccessTokenMemory) {
        self.memory = memory
        self.issuer = issuer
        self.keys = keys
        self.subjects = subjects
    }

    /// The body of a successful token response (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
    /// - Parameters:
    ///   - platformClaims: what the access token says besides: of the person's place in the city, or the roles of a service
    ///     (`ClaimName.roles`).
    ///   - personClaims: what the ID token says besides (`TokenIssue.IDToken.claims`). Neither can change what a token says
    ///     of itself.
    package func response(
        _ issue: TokenIssue, platformClaims: JSONObject, personClaims: JSONObject = JSONObject()
    ) throws(JOSEError) -> JSONObject {
        let subject = JSONValue.string(subjects.subject(of: issue.authorization, for: issue.client))
        let accessToken = try accessToken(issue, subject, platformClaims)
        var response: JSONObject = [
            "access_token": .string(accessToken),
            "token_type": .string(TokenType.name(of: issue.accessToken.confirmation)),
            "expires_in": .integer(issue.expiresIn.wholeSeconds),
        ]
        // RFC 8693 §2.2.1.
        if issue.authorization.exchange != nil {
            response["issued_token_type"] = .string(TokenTypeURI.accessToken.rawValue)
        }
        response["scope"] = Self.scope(issue.accessToken.scopes)
        // RFC 9396 §7: as in the token.
        response[ClaimName.authorizationDetails] = platformClaims[ClaimName.authorizationDetails]
        response["refresh_token"] = issue.refreshToken.map { .string($0.text) }
        if let idToken = issue.idToken {
            response["id_token"] = try self.idToken(idToken, issue, subject, personClaims, accessToken: accessToken)
                .map(JSONValue.string)
        }
        return response
    }

    private func accessToken(
        _ issue: TokenIssue, _ subject: JSONValue, _ platformClaims: JSONObject
    ) throws(JOSEError) -> String {
        let record = issue.accessToken
        var claims: JSONObject = [
            "iss": .string(issuer.text),
            "sub": subject,
            "aud": [.string(record.audience)],
            "client_id": .string(record.client.text),
        ]
        claims["scope"] = Self.scope(record.scopes)
        claims["jti"] = .string(record.id.text)
        claims["iat"] = .integer(record.issuedAt.secondsSince1970)
        claims["exp"] = .integer(record.expiresAt.secondsSince1970)
        if let authentication = issue.authorization.authentication {
            claims["auth_time"] = .integer(authentication.moment.secondsSince1970)
            claims["acr"] = .string(AuthenticationContext.name(of: authentication.level))
        }
        claims["cnf"] = record.confirmation.map { .object($0.json) }
        claims["act"] = issue.authorization.exchange?.act
        if issue.authorization.person != nil { claims["may_act"] = issue.client.exchange.mayActClaim }
        claims.add(platformClaims)
        let algorithm = issue.client.tokens.accessTokenAlgorithm
        let token = try keys.sign(claims, type: "at+jwt", with: algorithm)
        memory.remember(token, claims: claims, by: keys.id(of: algorithm))
        return token
    }

    /// - Returns: `nil` for a service, about which there is nothing to say in one.
    private func idToken(
        _ idToken: TokenIssue.IDToken, _ issue: TokenIssue, _ subject: JSONValue, _ personClaims: JSONObject,
        accessToken: String
    ) throws(JOSEError) -> String? {
        guard case .person(_, let authentication, let session) = issue.authorization.subject else { return nil }
        let client = issue.client
        var claims: JSONObject = [
            "iss": .string(issuer.text),
            "sub": subject,
            "aud": .string(client.id.text),
            "iat": .integer(issue.accessToken.issuedAt.secondsSince1970),
            "exp": .integer(issue.accessToken.expiresAt.secondsSince1970),
            "auth_time": .integer(authentication.moment.secondsSince1970),
            "acr": .string(AuthenticationContext.name(of: authentication.level)),
            "amr": .array(authentication.methods.map { .string($0.rawValue) }),
            "sid": .string(subjects.sessionID(of: session, for: client.id)),
            "at_hash": .string(client.idTokenAlgorithm.halfHash(of: accessToken)),
        ]
        claims["nonce"] = idToken.nonce.map(JSONValue.string)
        claims.add(personClaims)
        return try keys.sign(claims, type: "JWT", with: client.idTokenAlgorithm)
    }

    /// A list of scopes has at least one (RFC 6749 §3.3): none is said by saying nothing.
    private static func scope(_ scopes: Set<Scope>) -> JSONValue? {
        scopes.isEmpty ? nil : .string(Scope.text(scopes))
    }
}

extension PairwiseSubjects {
    /// `sub` of whom an authorization is about, for the client that has it; of an exchanged token, for the service that it
    /// is for (RFC 9068 §6). A service is known by its `client_id` (RFC 9068 §2.2).
    package func subject(of authorization: Authorization, for client: Client) -> String {
        let type = authorization.exchange?.subjectType ?? client.subjectType
        return authorization.person.map { subject(of: $0, for: type) } ?? client.id.text
    }
}

/// `token_type` (RFC 6749 §7.1): how an access token is presented.
enum TokenType {
    static func name(of confirmation: Confirmation?) -> String {
        switch confirmation {
        case nil: "Bearer"
        case .key: "DPoP"
        // RFC 8705 §3 gives it no type of its own.
        case .certificate: "Bearer"
        }
    }
}
