import Cryptography
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// The values that these tests begin with; each changes what it is about.
enum Sample {
    static let secret = "correct-horse-battery-staple"

    static func registration(_ id: String = "platform") -> ClientRegistration {
        ClientRegistration(
            id: id, name: "Nền tảng báo cáo số", redirectURIs: ["https://rp.hue.test/callback"])
    }

    static func client(
        _ id: String = "platform", isEnabled: Bool = true,
        change: (inout ClientRegistration) -> Void = { _ in }
    ) throws -> Client {
        var registration = registration(id)
        change(&registration)
        return try registration.client(secret: SecretHash(of: secret), isEnabled: isEnabled)
    }

    /// The client as the token endpoint knows it: by its own method of authentication.
    static func authenticated(_ client: Client) throws -> AuthenticatedClient {
        var pairs = [("client_id", client.id.text)]
        if case .secret(_, .post, _) = client.credential { pairs.append(("client_secret", secret)) }
        var header: String?
        if case .secret(_, let method, _) = client.credential, method != .post {
            header = basic(client.id.text, secret)
        }
        return try ClientAuthentication(authorization: header, parameters: FormParameters(pairs))
            .verified(against: client, at: .noon)
    }

    static func basic(_ id: String, _ secret: String) -> String {
        "Basic " + Base64.encode(Array("\(id):\(secret)".utf8))
    }

    static func issuer() throws -> Issuer { try Issuer("https://sso.hue.test") }

    /// Where an access token may be presented whose request names no resource.
    static let audience = "https://sso.hue.test/oauth2/userinfo"

    static func person(_ number: UInt8 = 1) throws -> PersonID {
        try #require(PersonID(random: [UInt8](repeating: number, count: 16)))
    }

    static let subjects = PairwiseSubjects(secret: [UInt8](repeating: 7, count: 32))

    private static let madeKeys = Result {
        SigningKeys(
            try ClientRegistration.idTokenAlgorithms.filter { $0.ofKeys == $0 }.map {
                try SigningKey.generate(algorithm: $0, rsaBits: 2048)
            })
    }

    /// One key per algorithm that a client can register, made once.
    static func keys() throws -> SigningKeys { try madeKeys.get() }

    static func authorizationID(_ text: String = "authorization") -> AuthorizationID { AuthorizationID(stored: text) }

    /// What a person has allowed a client in the session "session".
    static func authorization(
        _ client: Client, _ scopes: Set<Scope> = [.openid, .profile]
    ) throws -> Authorization {
        Authorization(
            id: authorizationID(), client: client.id,
            subject: .person(try person(), authentication(), session: SessionID("session")), scopes: scopes,
            audiences: [try issuer().userInfoEndpoint] + client.audiences)
    }

    /// A client that acts for itself.
    static func service(change: (inout ClientRegistration) -> Void = { _ in }) throws -> Client {
        try client("lgsp") {
            $0.grants = ["client_credentials"]
            $0.redirectURIs = []
            change(&$0)
        }
    }

    static func tokenIssuer() throws -> TokenIssuer {
        TokenIssuer(issuer: try issuer(), keys: try keys(), subjects: subjects, memory: AccessTokenMemory())
    }

    static func reader(
        keys: SigningKeys? = nil, memory: AccessTokenMemory = AccessTokenMemory()
    ) throws -> AccessTokenReader {
        AccessTokenReader(issuer: try issuer(), keys: try keys ?? Self.keys(), memory: memory)
    }

    static func authentication(
        at moment: Instant = .noon, level: AuthenticationLevel = .two
    ) -> Authentication {
        Authentication(moment: moment, level: level, methods: [.vneid, .multipleFactors])
    }
}

extension FormParameters {
    /// A good authorization request, changed: `nil` leaves a parameter out.
    static func authorization(
        _ changes: [String: String?] = [:], also: [(String, String)] = []
    ) -> FormParameters {
        let good = [
            ("client_id", "platform"), ("redirect_uri", "https://rp.hue.test/callback"),
            ("response_type", "code"),
            ("scope", "openid profile"), ("state", "xyz"), ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ]
        var pairs: [(String, String)] = []
        for (name, value) in good {
            guard let change = changes[name] else {
                pairs.append((name, value))
                continue
            }
            if let change { pairs.append((name, change)) }
        }
        let added = changes.filter { change in !good.contains { $0.0 == change.key } }
        for (name, value) in added.sorted(by: { $0.key < $1.key }) {
            if let value { pairs.append((name, value)) }
        }
        return FormParameters(pairs + also)
    }
}

extension FormParameters {
    /// A body of which each piece is as it would be sent.
    init(body: String) throws {
        try self.init(parsing: Array(body.utf8))
    }
}

extension VerifiedJWT {
    init(_ text: String?, keys: SigningKeys) throws {
        self = try UnverifiedJWT(parsing: try #require(text)).verified(by: keys.published)
    }
}
