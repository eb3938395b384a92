import Identity
import Wire

/// What a resource server, or the client itself, learns of a token that it presents (RFC 7662).
///
/// Only who has to do with a token learns anything of it: the client that it was issued to, and, of an access token, a
/// client that answers for its audience. Everybody else is told what is told of a token that doesn't exist.
package enum Introspection {
    /// The body of the response (RFC 7662 §2.2).
    /// - Parameters:
    ///   - token: what was found; `nil` when nothing was.
    ///   - caller: who asks. A public client has proven nothing, and learns nothing.
    package static func response(
        _ token: IssuedToken?, askedBy caller: AuthenticatedClient, issuer: Issuer, subjects: PairwiseSubjects,
        at now: Instant
    ) -> JSONObject {
        guard let token, caller.client.isConfidential, token.concerns(caller.client, issuer), token.counts(at: now)
        else {
            return ["active": false]
        }
        let authorization = token.authorization
        var response: JSONObject = ["active": true]
        response["scope"] = token.scopes.isEmpty ? nil : .string(Scope.text(token.scopes))
        response["client_id"] = .string(token.client.id.text)
        if case .access(let record) = token.record {
            response["token_type"] = .string(TokenType.name(of: record.confirmation))
            response["cnf"] = record.confirmation.map { .object($0.json) }
            response["aud"] = [.string(record.audience)]
            response["jti"] = .string(record.id.text)
        }
        response["iss"] = .string(issuer.text)
        response["sub"] = .string(subjects.subject(of: authorization, for: token.client))
        response["iat"] = .integer(token.issuedAt.secondsSince1970)
        response["exp"] = .integer(token.expiresAt.secondsSince1970)
        if let authentication = authorization.authentication {
            response["auth_time"] = .integer(authentication.moment.secondsSince1970)
            response["acr"] = .string(AuthenticationContext.name(of: authentication.level))
        }
        // RFC 8693 §4.1: as in the token itself.
        response["act"] = authorization.exchange?.act
        return response
    }
}

extension IssuedToken {
    /// Whether a client has to do with it: it was issued to the client, or is an access token for a resource that the client
    /// answers for.
    func concerns(_ caller: Client, _ issuer: Issuer) -> Bool {
        if client.id == caller.id { return true }
        switch record {
        case .access(let record):
            // For our own audiences we answer, whatever a registration says.
            return !issuer.isAudience(record.audience) && caller.answers(for: record.audience)
        case .refresh: return false
        }
    }

    /// The `authorization_details` of an access token, as far as its client may still ask for such; `nil` where there are none.
    package var details: AuthorizationDetails? {
        guard case .access(let record) = record, !record.details.isEmpty, !client.authorizationDetailsTypes.isEmpty
        else { return nil }
        return record.details
    }

    /// Whose platform's functions they name: the client's own, and where the token was exchanged those of whom it is for.
    package func detailed(for caller: Client) -> Client? {
        guard authorization.exchange != nil, case .access(let record) = record else { return client }
        return caller.answers(for: record.audience) ? caller : nil
    }

    /// Whether it opens anything now. A client that is disabled has no token that does.
    func counts(at now: Instant) -> Bool { isLive && client.isEnabled && now < expiresAt }

    /// What the registration has lost since is not in a token any more.
    fileprivate var scopes: Set<Scope> {
        switch record {
        case .access(let record): record.scopes.intersection(client.scopes)
        case .refresh: authorization.scopes.intersection(client.scopes)
        }
    }

    fileprivate var issuedAt: Instant {
        switch record {
        case .access(let record): record.issuedAt
        case .refresh(let record): record.issuedAt
        }
    }

    fileprivate var expiresAt: Instant {
        switch record {
        case .access(let record): record.expiresAt
        case .refresh(let record): min(record.idleEnd, record.absoluteEnd)
        }
    }
}
