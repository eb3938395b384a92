import ArgumentParser
import Identity
import OpenIDConnect
import Operations
import Wire

/// Platforms that sign their users in with us.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Nền tảng sử dụng đăng nhập. (Platforms that delegate their sign-in.)",
        subcommands: [
            ClientAdd.self, ClientList.self, ClientShow.self, ClientEdit.self, ClientRotateSecret.self,
            ClientDisable.self, ClientRemove.self, ClientLog.self, ClientCheck.self, InitialAccessTokenCommand.self,
        ])

    func run() throws { throw ValidationError.noSubcommand }
}

/// Names the client that a command is about.
struct ClientArgument: ParsableArguments {
    @Argument(help: "Mã nền tảng. (The client's id.)")
    var id: String

    func parsed() throws -> ClientID {
        guard let id = ClientID(id) else { throw missing }
        return id
    }

    /// The client as it is registered now.
    func client(of installation: Installation) async throws -> Client {
        guard let client = try await RegisteredClients(installation).find(parsed()) else { throw missing }
        return client
    }

    var missing: CommandFailure {
        .notFound(
            "chưa có nền tảng nào đăng ký với mã '\(id)'; xem hue-sso client list",
            english: "no client is registered as '\(id)'; see hue-sso client list")
    }
}

extension Client {
    /// What the command line shows of a client: everything but its secret's hash.
    var listing: JSONObject {
        var json: JSONObject = [
            "client_id": .string(id.text), "name": .string(name), "enabled": .bool(isEnabled),
            "token_endpoint_auth_method": .string(credential.methodName),
            "application_type": .string(applicationType.rawValue),
            "redirect_uris": .texts(redirectURIs.map(\.description)),
            "post_logout_redirect_uris": .texts(postLogoutRedirectURIs.map(\.description)),
            "pkce": .string(pkce.rawValue), "id_token_signed_response_alg": .string(idTokenAlgorithm.rawValue),
            "scope": .string(Scope.text(scopes)), "audiences": .texts(audiences), "resources": .texts(resources),
            "grant_types": .texts(GrantType.allCases.filter(grants.contains).map(\.rawValue)),
            "consent": .bool(requiresConsent), "require_pushed_authorization_requests": .bool(requiresPushedRequests),
        ]
        switch subjectType {
        case .pairwise(let sector):
            json["subject_type"] = "pairwise"
            json["sector"] = .string(sector)
        case .public: json["subject_type"] = "public"
        }
        json["former_secret_end"] = credential.former.map { .string($0.end.text) }
        if grants.contains(.tokenExchange) { json["exchange"] = .string(exchange.mode.rawValue) }
        if !exchange.mayAct.isEmpty { json["may_act"] = .texts(exchange.mayAct.map(\.text)) }
        json["userinfo_signed_response_alg"] = userInfoAlgorithm.map { .string($0.rawValue) }
        json["platform"] = platform.map { .string($0.slug) }
        json["backchannel_logout_uri"] = backchannelLogout.map { .string($0.uri.text) }
        json["backchannel_logout_session_required"] = backchannelLogout.map { .bool($0.requiresSession) }
        json["frontchannel_logout_uri"] = frontchannelLogout.map { .string($0.uri.text) }
        json.merge(proofListing)
        json.merge(ClientRegistration.Messages(messages).json)
        if grants.contains(.ciba) { json.merge(ClientRegistration.Backchannel(backchannel).json) }
        json["client_uri"] = homeURI.map(JSONValue.string)
        json["initiate_login_uri"] = initiateLogin.map { .string($0.uri.text) }
        json["access_token_alg"] = .string(tokens.accessTokenAlgorithm.rawValue)
        json["id_token_claims"] = .texts(PersonClaim.allCases.filter(tokens.idTokenClaims.contains).map(\.rawValue))
        json["authorization_details_types"] = .texts(tokens.authorizationDetailsTypes.map(\.rawValue).sorted())
        json["synthetic_email"] = .bool(tokens.hasSyntheticEmail)
        return json
    }
}

/// Shows a client whose secret was just made. The secret is never shown again.
/// - Parameters:
///   - formerEnd: until when the secret before it counts too.
///   - configuration: the platform's side, with the secret in it.
/// - Throws: when it could not be shown, with the way to a new one.
func show(
    _ client: Client, secret: ClientSecret?, formerEnd: Instant? = nil, configuration: String? = nil,
    _ output: OutputOptions
) throws(CommandFailure) {
    guard let secret else { return show(client, secretText: nil, formerEnd, configuration, output) }
    let rotate = "hue-sso client rotate-secret \(client.id.text)"
    try printOnce(remedy: Bilingual("hãy cấp mã bí mật mới: \(rotate)", "make a new secret: \(rotate)")) {
        show(client, secretText: secret.text, formerEnd, configuration, output)
    }
}

private func show(
    _ client: Client, secretText: String?, _ formerEnd: Instant?, _ configuration: String?, _ output: OutputOptions
) {
    guard output.json else {
        print("client_id      \(client.id.text)")
        for request in SensitiveRequest.all(in: client) {
            print("Được phép: \(request.text.vietnamese). (Allowed: \(request.text.english).)")
        }
        if let secretText {
            print("client_secret  \(secretText)\nChỉ hiện một lần, hãy lưu ngay. (Shown once; keep it now.)")
        }
        if let formerEnd { print("Mã cũ dùng được đến \(formerEnd.text). (The old one counts until then.)") }
        if let configuration { print("\n\(configuration)") }
        return
    }
    var json = client.listing
    // What was shown before the change doesn't hold any more.
    json["former_secret_end"] = formerEnd.map { .string($0.text) }
    json["client_secret"] = secretText.map(JSONValue.string)
    json["configuration"] = configuration.map(JSONValue.string)
    printJSON(json)
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
