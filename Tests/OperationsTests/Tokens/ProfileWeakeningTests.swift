import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Operations

/// A profile is kept as a whole: each member of a registration has a verdict, and what of it is weaker is refused by its name,
/// by whatever way it comes.
@Suite(.bothDatabases) struct ProfileWeakeningTests {
    private let here: TestInstallation

    init() throws { here = try TestInstallation() }

    private enum Verdict {
        /// What is weaker is refused: `weakenings` has it.
        case refused
        /// It can only add to what the profile demands in any case (`FAPIProfileTests`).
        case demanded
        /// It says who the client is, whom it reaches and what it learns, not how well anything is protected.
        case harmless
    }

    private static let verdicts: [String: Verdict] = [
        "id": .harmless, "name": .harmless, "authenticationMethod": .refused,
        // What it allows of addresses is looked at with those.
        "applicationType": .harmless, "grants": .refused, "redirectURIs": .refused,
        // No answer goes there.
        "postLogoutRedirectURIs": .harmless, "homeURI": .harmless, "initiateLoginURI": .harmless,
        "pkce": .refused, "idTokenAlgorithm": .refused, "subjectType": .harmless, "sector": .harmless,
        "scopes": .harmless, "audiences": .harmless, "resources": .harmless, "requiresConsent": .harmless,
        "platform": .harmless, "backchannelLogoutURI": .harmless, "backchannelLogoutSessionRequired": .harmless,
        "frontchannelLogoutURI": .harmless, "frontchannelLogoutSessionRequired": .harmless,
        "requiresPushedRequests": .demanded, "userInfoAlgorithm": .refused,
        // Keys that can't be used are refused without a profile too.
        "proofs.keys": .harmless, "proofs.keysURI": .harmless,
        // An administrator's to say: `what registers itself …`.
        "proofs.profile": .demanded, "proofs.bindsTokens": .demanded, "proofs.bindsToCertificate": .demanded,
        "proofs.certificateSubjects": .harmless, "tokens.accessTokenAlgorithm": .refused,
        "tokens.idTokenClaims": .harmless, "tokens.hasSyntheticEmail": .harmless,
        "tokens.authorizationDetailsTypes": .harmless, "exchange.mode": .harmless, "exchange.mayAct": .harmless,
        "messages.requestAlgorithm": .refused, "messages.requiresSignedRequests": .demanded,
        // There is no RSA1_5 to choose (§5.4.1).
        "messages.responseAlgorithm": .refused, "messages.responseEncryption": .harmless,
        "messages.idTokenEncryption": .harmless, "messages.userInfoEncryption": .harmless,
        // There is no push to choose (FAPI-CIBA §5.2.2).
        "backchannel.deliveryMode": .harmless, "backchannel.notificationEndpoint": .harmless,
        "backchannel.requestAlgorithm": .refused, "backchannel.asksUserCode": .harmless,
    ]

    /// One thing that is weaker than both profiles allow.
    struct Weakening: Sendable, CustomTestStringConvertible {
        /// The member of `ClientRegistration`, as `verdicts` has it.
        let path: String
        /// What it is told by; the name of the metadata, where it has one.
        let member: String
        /// How a client would say it of itself; `nil` for what only an administrator says.
        let value: JSONValue?
        let change: @Sendable (inout ClientRegistration) -> Void

        func weakened(_ registration: ClientRegistration) -> ClientRegistration {
            var registration = registration
            change(&registration)
            return registration
        }

        var testDescription: String { "\(member) \(value.map { "\($0)" } ?? "")" }
    }

    static let weakenings =
        [
            Weakening(path: "pkce", member: "pkce", value: nil) { $0.pkce = "optional" },
            Weakening(path: "tokens.accessTokenAlgorithm", member: "access_token_alg", value: nil) {
                $0.tokens.accessTokenAlgorithm = "RS256"
            },
            signed("idTokenAlgorithm", "id_token_signed_response_alg") { $0.idTokenAlgorithm = "RS256" },
            signed("userInfoAlgorithm", "userinfo_signed_response_alg") { $0.userInfoAlgorithm = "RS256" },
            signed("messages.responseAlgorithm", "authorization_signed_response_alg") {
                $0.messages.responseAlgorithm = "RS256"
            },
            signed("messages.requestAlgorithm", "request_object_signing_alg") {
                $0.messages.requestAlgorithm = "RS256"
            },
            signed("backchannel.requestAlgorithm", "backchannel_authentication_request_signing_alg") {
                $0.backchannel.requestAlgorithm = "RS256"
            },
            Weakening(
                path: "grants", member: "grant_types",
                value: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]
            ) { $0.grants = ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"] },
        ]
        + ["none", "client_secret_basic", "client_secret_post"].map { method in
            Weakening(path: "authenticationMethod", member: "token_endpoint_auth_method", value: .string(method)) {
                $0.authenticationMethod = method
            }
        }
        + ["http://localhost:8080/callback", "http://127.0.0.1:8080/callback", "http://[::1]/callback"].map { address in
            Weakening(path: "redirectURIs", member: "redirect_uris", value: [.string(address)]) {
                $0.redirectURIs = [address]
            }
        }

    private static func signed(
        _ path: String, _ member: String, _ change: @escaping @Sendable (inout ClientRegistration) -> Void
    ) -> Weakening {
        Weakening(path: path, member: member, value: "RS256", change: change)
    }

    private static func registration(_ profile: SecurityProfile) throws -> ClientRegistration {
        var registration = ClientRegistration.sample("fapi")
        registration.redirectURIs = ["https://rp.hue.test/callback"]
        registration.authenticationMethod = "private_key_jwt"
        registration.grants = ["authorization_code", "refresh_token"]
        registration.proofs.keys = try ClientKey.set()
        registration.proofs.profile = profile.rawValue
        return registration
    }

    @Test func `every member of a registration has a verdict, and what is refused is tried`() throws {
        let members = Self.paths(of: try Self.registration(.fapi2))
        #expect(Set(members) == Set(Self.verdicts.keys))
        let refused = Self.verdicts.filter { $0.value == .refused }.keys
        #expect(Set(Self.weakenings.map(\.path)) == Set(refused))
    }

    /// The names of a value's members, and of those that its own parts have.
    private static func paths(of value: Any, _ prefix: String = "") -> [String] {
        Mirror(reflecting: value).children.flatMap { child -> [String] in
            let path = prefix + (child.label ?? "?")
            switch child.value {
            case is ClientRegistration.Proofs, is ClientRegistration.Tokens, is ClientRegistration.Messages,
                is ClientRegistration.Backchannel, is ExchangeRegistration:
                return paths(of: child.value, path + ".")
            default: return [path]
            }
        }
    }

    @Test(arguments: SecurityProfile.allCases, weakenings)
    func `what is weaker is neither registered nor edited into a client`(
        profile: SecurityProfile, weakening: Weakening
    ) async throws {
        let good = try Self.registration(profile)
        let weaker = weakening.weakened(good)
        let error = ClientRegistrationError.weakerThanProfile(profile, weakening.member)
        await #expect(throws: error) { try await RegisterClient(here.installation).run(weaker, here.act) }
        guard case .registered(let client, nil) = try await RegisterClient(here.installation).run(good, here.act) else {
            throw TestInstallation.Unregistered()
        }
        await #expect(throws: error) {
            try await EditClient(here.installation).run(weaker, of: client, enabling: false, here.act)
        }
        #expect(try await RegisteredClients(here.installation).find(client.id) == client)
    }

    @Test func `a native app keeps its loopback address (RFC 8252 §7.3)`() throws {
        var registration = try Self.registration(.fapi2)
        registration.applicationType = "native"
        registration.redirectURIs = ["http://127.0.0.1/callback"]
        #expect(try registration.client(secret: nil).applicationType == .native)
    }

    // MARK: By the client itself

    private static func metadata() throws -> JSONObject {
        [
            "redirect_uris": ["https://client.example.org/callback"], "client_name": "My Example Client",
            "token_endpoint_auth_method": "private_key_jwt", "jwks": .object(try ClientKey.set()),
            "id_token_signed_response_alg": "ES256", "grant_types": ["authorization_code", "refresh_token"],
        ]
    }

    private var act: Act { Act(actor: .anonymous, origin: .local, now: here.clock.now) }

    private func registered(_ metadata: JSONObject) async throws -> ClientInformation {
        let name = try #require(PlainLine("Sở Du lịch"))
        let token = try await IssueInitialAccessToken(here.installation)
            .run(for: name, uses: 1, life: .hours(1), here.act).token
        return try await AcceptRegistration(here.installation, RegistrationPolicy(), fetcher: NobodyThere())
            .run(metadata, by: token.hash, act).get()
    }

    private func replace(
        _ metadata: JSONObject, of information: ClientInformation
    ) async throws -> Result<ClientInformation, RegistrationRefusal> {
        var body = metadata
        body["client_id"] = .string(information.client.id.text)
        return try await ReplaceRegistration(here.installation, RegistrationPolicy(), fetcher: NobodyThere())
            .run(body, of: information.client.id, by: #require(information.token).hash, act)
    }

    private func hold(_ client: Client, to profile: SecurityProfile) async throws -> Client {
        var registration = ClientRegistration(client)
        registration.proofs.profile = profile.rawValue
        guard
            case .edited(let held, nil) = try await EditClient(here.installation)
                .run(registration, of: client, enabling: false, here.act)
        else { throw TestInstallation.Unregistered() }
        return held
    }

    @Test(arguments: SecurityProfile.allCases, weakenings.filter { $0.value != nil })
    func `a client that is held to a profile can't replace its registration by a weaker one`(
        profile: SecurityProfile, weakening: Weakening
    ) async throws {
        let information = try await registered(try Self.metadata())
        let held = try await hold(information.client, to: profile)
        var weaker = try Self.metadata()
        weaker[weakening.member] = weakening.value
        guard case .failure(.refused(let error)) = try await replace(weaker, of: information) else {
            Issue.record("it was replaced")
            return
        }
        #expect(error.code == .invalidClientMetadata)
        #expect(error.description.hasPrefix("\(weakening.member) is weaker than the profile \(profile.rawValue)"))
        #expect(try await RegisteredClients(here.installation).find(held.id) == held)
    }

    @Test func `what registers itself neither takes a profile on nor off`() async throws {
        var metadata = try Self.metadata()
        metadata["profile"] = "fapi2"
        let information = try await registered(metadata)
        #expect(information.client.protection.profile == nil)
        _ = try await hold(information.client, to: .fapi2)
        for value: JSONValue? in [nil, "", .null] {
            metadata["profile"] = value
            metadata["require_pushed_authorization_requests"] = false
            metadata["dpop_bound_access_tokens"] = false
            let replaced = try await replace(metadata, of: information).get().client
            #expect(replaced.protection.profile == .fapi2 && replaced.requiresPushedRequests)
        }
    }
}
