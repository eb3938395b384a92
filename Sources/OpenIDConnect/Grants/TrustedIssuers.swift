import Identity
import JOSE
import Wire

/// An authority whose assertions about people are taken (RFC 7523 §2.1), as the configuration says.
package struct TrustedIssuer: Hashable, Sendable {
    /// `iss`, to the letter.
    package let issuer: String
    package let keys: JWKSet
    /// The clients that may use its assertions.
    package let clients: Set<ClientID>
    /// What its `sub` is.
    package let subject: SubjectKind
    /// The scopes that tokens by it can have.
    package let scopes: Set<Scope>
    /// How well a person is proven by it.
    package let level: AuthenticationLevel

    package enum SubjectKind: Hashable, Sendable {
        /// The twelve-digit number.
        case citizenNumber
        /// The name under which this client of ours knows the person.
        case subject(of: ClientID)
    }
}

/// All of them, by the file that the configuration names:
///
///     {"issuers": [{"issuer": "https://lgsp.hue.gov.vn", "jwks": {"keys": […]}, "clients": ["hue-s"],
///                   "subject": "citizen_number", "scopes": ["profile"], "level": 1}]}
///
/// `subject` is `citizen_number`, or `client:` and the id of the client that knows the person by that `sub`.
package struct TrustedIssuers: Hashable, Sendable {
    package let all: [TrustedIssuer]

    package static let none = TrustedIssuers(all: [])
    /// How many there can be: each assertion is looked for among them.
    package static let limit = 32

    package init(all: [TrustedIssuer]) { self.all = all }

    package init(_ json: JSONObject) throws(TrustedIssuersError) {
        guard let entries = json["issuers"]?.array, entries.count <= Self.limit else { throw .malformed("issuers") }
        var all: [TrustedIssuer] = []
        for entry in entries {
            guard let entry = entry.object else { throw .malformed("issuers") }
            let issuer = try TrustedIssuer(entry)
            guard !all.contains(where: { $0.issuer.hasSameBytes(as: issuer.issuer) }) else {
                throw .malformed("issuer")
            }
            all.append(issuer)
        }
        self.all = all
    }

    /// Reads an assertion (RFC 7523 §3): signed by a key that it names, of an issuer that is trusted, for us, and for now.
    /// - Parameter provider: us; an assertion may name our token endpoint instead.
    package func verified(
        _ text: String, for provider: Issuer, at now: Instant
    ) throws(TokenRefusal) -> VerifiedAssertion {
        guard let token = try? UnverifiedJWT(parsing: text), let key = token.header.keyID else {
            throw .untrustedAssertion
        }
        for issuer in all where issuer.keys.hasKey(key) {
            guard let verified = try? token.verified(by: issuer.keys),
                verified.claims["iss"]?.string?.hasSameBytes(as: issuer.issuer) == true
            else { continue }
            return try VerifiedAssertion(verified, of: issuer, for: provider, at: now)
        }
        throw .untrustedAssertion
    }
}

/// An assertion that a trusted issuer has made for us and now. Whether it was used before, only the store knows.
package struct VerifiedAssertion: Hashable, Sendable {
    package let issuer: TrustedIssuer
    package let subject: String
    package let use: ProofUse

    /// How long an assertion may count: it is made for one request.
    package static let lifetime = Duration.minutes(5)

    fileprivate init(
        _ token: VerifiedJWT, of issuer: TrustedIssuer, for provider: Issuer, at now: Instant
    ) throws(TokenRefusal) {
        let names = [provider.text, provider.address(Issuer.Path.token)]
        var flaws: [ClaimsError] = []
        for name in names {
            do throws(ClaimsError) {
                try token.check(issuer: issuer.issuer, audience: name, at: now, leeway: Instant.clockTolerance)
            } catch { flaws.append(error) }
        }
        guard flaws.count < names.count else {
            throw flaws.contains(.expired) ? TokenRefusal.expiredAssertion : TokenRefusal.untrustedAssertion
        }
        guard let subject = token.claims["sub"]?.string, !subject.isEmpty, let id = token.claims["jti"]?.string,
            !id.isEmpty, id.utf8.count <= Limits.proofIDBytes, case .integer(let seconds)? = token.claims["exp"]
        else { throw .untrustedAssertion }
        let end = Instant(secondsSince1970: seconds) + Instant.clockTolerance
        guard end <= now + Self.lifetime + Instant.clockTolerance * 2 else { throw .untrustedAssertion }
        self.issuer = issuer
        self.subject = subject
        use = ProofUse(.issuerAssertion, by: issuer.issuer, id: id, until: end)
    }
}

extension TrustedIssuer {
    init(_ json: JSONObject) throws(TrustedIssuersError) {
        guard let issuer = json["issuer"]?.string, (try? URI(issuer)) != nil else { throw .malformed("issuer") }
        guard let keys = json["jwks"]?.object.flatMap({ try? JWKSet($0) }), !keys.keys.isEmpty,
            keys.keys.allSatisfy({ $0.id != nil })
        else { throw .malformed("jwks") }
        var clients: Set<ClientID> = []
        for name in json["clients"]?.array ?? [] {
            guard let client = name.string.flatMap(ClientID.init) else { throw .malformed("clients") }
            clients.insert(client)
        }
        guard !clients.isEmpty else { throw .malformed("clients") }
        var scopes: Set<Scope> = []
        for name in json["scopes"]?.array ?? [] {
            guard let scope = name.string.flatMap(Scope.init(rawValue:)), !Scope.ofServices.contains(scope) else {
                throw .malformed("scopes")
            }
            scopes.insert(scope)
        }
        guard case .integer(let number)? = json["level"],
            let level = Int(exactly: number).flatMap(AuthenticationLevel.init(rawValue:))
        else { throw .malformed("level") }
        self.init(
            issuer: issuer, keys: keys, clients: clients, subject: try Self.kind(json["subject"]?.string),
            scopes: scopes, level: level)
    }

    private static func kind(_ text: String?) throws(TrustedIssuersError) -> SubjectKind {
        if text?.hasSameBytes(as: "citizen_number") == true { return .citizenNumber }
        let prefix = "client:"
        guard let text, text.utf8.starts(with: prefix.utf8), let client = ClientID(String(text.dropFirst(prefix.count)))
        else { throw .malformed("subject") }
        return .subject(of: client)
    }
}

/// Which member of the file of trusted issuers can't be used.
package enum TrustedIssuersError: Error, Hashable, Sendable {
    case malformed(String)

    package var text: Bilingual {
        switch self {
        case .malformed(let member):
            Bilingual("thành viên \(member) không dùng được", "the member \(member) can't be used")
        }
    }
}
