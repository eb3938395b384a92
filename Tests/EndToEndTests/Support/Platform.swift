import Foundation

/// A platform that the tests play themselves: a client registered at the demo through the command line.
struct Platform: Sendable {
    /// How it is registered. Every use of `hue-sso client add` goes through `arguments`.
    struct Registration: Hashable, Sendable {
        var name = "Nền tảng thử nghiệm"
        var redirectURIs = ["https://rp.hue.test/callback"]
        var postLogoutRedirectURIs: [String] = []
        var scopes: [String] = []
        /// Where it hears of the end of sessions.
        var backchannelLogoutURI: String?
        /// Which platform of Policies/ it is.
        var platform: String?
        var audience: String?
        var authentication = "client_secret_basic"
        /// The file of its public keys, for private_key_jwt.
        var keysFile: String?
        /// The profile that it keeps.
        var profile: String?
        var isNative = false
        var isPKCEOptional = false
        var asksConsent = false
        var idTokenAlgorithm: String?
        /// Those of a client of the code flow if empty.
        var grants: [String] = []
        /// What is said of signed and encrypted messages, as `client add` takes it.
        var messages: [String] = []

        func arguments(id: String, data: URL) -> [String] {
            var arguments = ["client", "add"] + Assumed.on(data) + ["--id", id, "--name", name]
            for uri in redirectURIs { arguments += ["--redirect-uri", uri] }
            for uri in postLogoutRedirectURIs { arguments += ["--post-logout-redirect-uri", uri] }
            for scope in scopes { arguments += ["--scope", scope] }
            if authentication == "none" {
                arguments.append("--public")
            } else {
                arguments += ["--auth-method", authentication]
            }
            if let keysFile { arguments += ["--jwks", keysFile] }
            if let profile { arguments += ["--profile", profile] }
            if let backchannelLogoutURI { arguments += ["--backchannel-logout-uri", backchannelLogoutURI] }
            if let platform { arguments += ["--platform", platform] }
            if let audience { arguments += ["--audience", audience] }
            if isNative { arguments.append("--native") }
            if isPKCEOptional { arguments += ["--pkce", "optional"] }
            if asksConsent { arguments.append("--consent") }
            if let idTokenAlgorithm { arguments += ["--id-token-alg", idTokenAlgorithm] }
            for grant in grants { arguments += ["--grant", grant] }
            return arguments + messages + ["--json"]
        }
    }

    private struct Added: Decodable {
        let client_id: String
        let client_secret: String?
        /// What a preset prints.
        let configuration: String?
    }

    let id: String
    let secret: String?
    let registration: Registration
    /// The software's side, where it was registered as a software that `hue-sso` knows.
    var configuration: String?

    var redirectURI: String { registration.redirectURIs.first ?? "" }

    static func register(
        _ registration: Registration, id: String = "e2e-" + UUID().uuidString.lowercased().prefix(8), on demo: Demo
    ) async throws -> Platform {
        try await register(registration, id: id, in: demo.data)
    }

    /// Registers it at the installation in a folder.
    static func register(
        _ registration: Registration, id: String = "e2e-" + UUID().uuidString.lowercased().prefix(8), in data: URL
    ) async throws -> Platform {
        let run = try await CommandLineTool.run(registration.arguments(id: id, data: data))
        guard run.code == 0 else { throw CommandLineTool.Failure(description: "client add: \(run)") }
        let added = try JSONDecoder().decode(Added.self, from: Data(run.output.utf8))
        return Platform(id: added.client_id, secret: added.client_secret, registration: registration)
    }

    /// Registers a software as it is said in Documentation/INTEGRATION.md.
    /// - Parameter url: where it is.
    static func register(
        preset: String, at url: String, id: String = "e2e-" + UUID().uuidString.lowercased().prefix(8), on demo: Demo
    ) async throws -> Platform {
        let run = try await CommandLineTool.run(
            ["client", "add", "--id", id, "--name", "Nền tảng thử", "--preset", preset, "--url", url, "--json"]
                + Assumed.on(demo.data), environment: ["HUE_SSO_ISSUER": demo.issuer])
        guard run.code == 0 else { throw CommandLineTool.Failure(description: "client add --preset \(preset): \(run)") }
        let added = try JSONDecoder().decode(Added.self, from: Data(run.output.utf8))
        return Platform(
            id: added.client_id, secret: added.client_secret, registration: .init(), configuration: added.configuration)
    }
}

// What it sends.
extension Platform {
    /// RFC 7636 Appendix B.
    static let codeVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let codeChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let state = "trang-thai +&=1"
    static let nonce = "n-0S6_WzA2Mj"

    /// An authorization request in which everything is right.
    var authorizationForm: Form {
        [
            "client_id": id, "redirect_uri": redirectURI, "response_type": "code",
            "scope": "openid profile", "state": Platform.state, "nonce": Platform.nonce,
            "code_challenge": Platform.codeChallenge, "code_challenge_method": "S256",
        ]
    }

    func authorizationURL(at metadata: Metadata, _ form: Form? = nil) -> String {
        metadata.authorization + "?" + (form ?? authorizationForm).encoded
    }

    /// A token request in which everything is right but for what authenticates the client.
    func tokenForm(code: String) -> Form {
        [
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirectURI,
            "code_verifier": Platform.codeVerifier,
        ]
    }

    /// HTTP Basic with both parts form-encoded (RFC 6749 §2.3.1).
    func basic(secret other: String? = nil) -> (String, String) {
        let pair = Form.encode(id) + ":" + Form.encode(other ?? secret ?? "")
        return ("Authorization", "Basic " + Data(pair.utf8).base64EncodedString())
    }

    /// A token request with the client's own way of authentication.
    func tokenRequest(at metadata: Metadata, _ form: Form) -> WireRequest {
        switch registration.authentication {
        case "client_secret_post":
            let form = form.setting("client_id", id).setting("client_secret", secret)
            return .post(metadata.token, form: form.encoded)
        case "none":
            return .post(metadata.token, form: form.setting("client_id", id).encoded)
        default:
            return .post(metadata.token, form: form.encoded, [basic()])
        }
    }
}
