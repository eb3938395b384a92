import Identity
import JOSE
import Wire

/// All upstreams besides VNeID, by the file that the configuration names:
///
///     {"upstreams": [{"id": "giao-duc", "issuer": "https://id.giaoduc.hue.gov.vn",
///                     "name": {"vi": "Tài khoản ngành giáo dục", "en": "Education account"},
///                     "client_id": "hue-sso", "client_secret_file": "/etc/hue-sso/giao-duc.secret",
///                     "scopes": ["openid", "profile"],
///                     "acr": [{"value": "urn:giaoduc:mfa", "authentication": 2, "identity": 1}],
///                     "citizen_number_claim": "cccd"}]}
///
/// `private_key_file` (a private JWK with `alg`) stands in the place of `client_secret_file` where we prove by a key. `scopes`,
/// `acr` and `citizen_number_claim` may be left out. A member that isn't one of these is refused: a mistyped one would be
/// passed over in silence.
package struct PlainUpstreamFile: Sendable {
    package let upstreams: [PlainUpstream]

    /// How many there can be: each has its button on the login page.
    package static let limit = 8

    /// - Parameters:
    ///   - address: of a path of ours.
    ///   - contents: of a file; `nil` where it can't be read.
    package init(
        _ json: JSONObject, address: (_ path: String) -> String, contents: (_ file: String) -> [UInt8]?
    ) throws(PlainUpstreamFileError) {
        guard let entries = json["upstreams"]?.array, entries.count <= Self.limit else { throw .malformed("upstreams") }
        var upstreams: [PlainUpstream] = []
        for entry in entries {
            guard let entry = entry.object else { throw .malformed("upstreams") }
            let upstream = try PlainUpstream(entry, address: address, contents: contents)
            guard !upstreams.contains(where: { $0.id == upstream.id }) else { throw .malformed("id") }
            // Its subjects would be the other's.
            guard !upstreams.contains(where: { $0.issuer.hasSameBytes(as: upstream.issuer) }) else {
                throw .malformed("issuer")
            }
            upstreams.append(upstream)
        }
        self.upstreams = upstreams
    }
}

/// What of the file of upstreams can't be used.
package enum PlainUpstreamFileError: Error, Hashable, Sendable {
    case malformed(String)
    case unreadable(file: String)

    package var text: Bilingual {
        switch self {
        case .malformed(let member):
            Bilingual("thành viên \(member) không dùng được", "the member \(member) can't be used")
        case .unreadable(let file): Bilingual("'\(file)' không đọc được", "'\(file)' can't be read")
        }
    }
}

extension PlainUpstream {
    private static let members: Set = [
        "id", "issuer", "name", "client_id", "client_secret_file", "private_key_file", "scopes", "acr",
        "citizen_number_claim",
    ]

    fileprivate init(
        _ json: JSONObject, address: (String) -> String, contents: (String) -> [UInt8]?
    ) throws(PlainUpstreamFileError) {
        if let stranger = json.names.first(where: { !Self.members.contains($0) }) { throw .malformed(stranger) }
        guard let id = json["id"]?.string.flatMap(UpstreamID.init), !id.isOfVNeID else { throw .malformed("id") }
        guard let issuer = json["issuer"]?.string, let uri = try? URI(issuer), uri.query == nil,
            uri.scheme == "https" || uri.scheme == "http" && uri.isLoopback
        else { throw .malformed("issuer") }
        guard let name = json["name"]?.object, let vietnamese = name["vi"]?.string.flatMap(PlainLine.init),
            let english = name["en"]?.string.flatMap(PlainLine.init)
        else { throw .malformed("name") }
        guard let clientID = json["client_id"]?.string, !clientID.isEmpty else { throw .malformed("client_id") }
        let (authentication, secretFile) = try Self.authentication(json, contents)
        self.init(
            id: id, issuer: issuer, name: Bilingual(vietnamese.text, english.text), clientID: clientID,
            authentication: authentication, secretFile: secretFile, redirectURI: address(id.callbackPath),
            scopes: try Self.scopes(json["scopes"]), contexts: try Self.contexts(json["acr"]),
            citizenNumberClaim: try Self.claim(json["citizen_number_claim"]))
    }

    private static func authentication(
        _ json: JSONObject, _ contents: (String) -> [UInt8]?
    ) throws(PlainUpstreamFileError) -> (UpstreamAuthentication, String) {
        func read(_ file: String) throws(PlainUpstreamFileError) -> [UInt8] {
            guard let contents = contents(file) else { throw .unreadable(file: file) }
            return contents
        }
        switch (json["client_secret_file"]?.string, json["private_key_file"]?.string) {
        case (let file?, nil):
            guard let text = String(validating: try read(file), as: UTF8.self) else {
                throw .malformed("client_secret_file")
            }
            let secret = String(text.reversed().drop { $0.isNewline }.reversed())
            guard !secret.isEmpty, !secret.contains(where: \.isNewline) else { throw .malformed("client_secret_file") }
            return (.secret(secret), file)
        case (nil, let file?):
            guard let jwk = try? JSONReader.readObject(try read(file)),
                let algorithm = jwk["alg"]?.string.flatMap(SignatureAlgorithm.init),
                let key = try? SigningKey(privateJWK: jwk, algorithm: algorithm)
            else { throw contents(file) == nil ? .unreadable(file: file) : .malformed("private_key_file") }
            return (.key(key), file)
        case (nil, nil), (_?, _?): throw .malformed("client_secret_file")
        }
    }

    private static func scopes(_ value: JSONValue?) throws(PlainUpstreamFileError) -> [String] {
        guard let value else { return ["openid"] }
        // RFC 6749 §3.3.
        let scopes = value.array?.compactMap(\.string).filter { scope in
            !scope.isEmpty && scope.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        }
        guard let scopes, scopes.count == value.array?.count, scopes.contains("openid") else {
            throw .malformed("scopes")
        }
        return scopes
    }

    private static func contexts(_ value: JSONValue?) throws(PlainUpstreamFileError) -> [Context] {
        guard let value else { return [] }
        guard let entries = value.array else { throw .malformed("acr") }
        var contexts: [Context] = []
        for entry in entries {
            guard let acr = entry.object?["value"]?.string, !acr.isEmpty, !acr.contains(" "),
                !contexts.contains(where: { $0.acr.hasSameBytes(as: acr) }),
                let number = entry.object?["authentication"]?.integer,
                let level = Int(exactly: number).flatMap(AuthenticationLevel.init(rawValue:))
            else { throw .malformed("acr") }
            var identityLevel: IdentityLevel?
            if let identity = entry.object?["identity"] {
                identityLevel = identity.integer.flatMap { Int(exactly: $0) }.flatMap(IdentityLevel.init(rawValue:))
                guard identityLevel != nil else { throw .malformed("acr") }
            }
            contexts.append(Context(acr: acr, authenticationLevel: level, identityLevel: identityLevel))
        }
        return contexts
    }

    private static func claim(_ value: JSONValue?) throws(PlainUpstreamFileError) -> String? {
        guard let value else { return nil }
        guard let claim = value.string, !claim.isEmpty else { throw .malformed("citizen_number_claim") }
        return claim
    }
}
