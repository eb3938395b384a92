import Identity
import JOSE
import Keys
import OpenIDConnect
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Operations

/// Platforms that are told of the end of sessions; what each answers, the test says.
final class ListeningPlatforms: Fetcher {
    struct Heard: Sendable {
        let address: String
        let claims: JSONObject
        /// Whether the token came encrypted to `MessageKey`.
        let wasEncrypted: Bool
    }

    private struct State {
        var heard: [Heard] = []
        var answers: [String: Result<Int, FetchError>] = [:]
    }
    private let state = Mutex(State())

    var heard: [Heard] { state.withLock { $0.heard } }
    var addresses: [String] { heard.map(\.address).sorted() }

    func answer(_ address: String, _ answer: Result<Int, FetchError>) {
        state.withLock { $0.answers[address] = answer }
    }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard let body = request.body, let form = try? FormParameters(parsing: body),
            let text = (try? form.single("logout_token")) ?? nil, request.method == .post,
            let signed = try? MessageKey.opened(text),
            let token = try? UnverifiedJWT(parsing: signed).verified(by: try TokenWorld.keys().published)
        else { throw .unreachable }
        let address = request.url.text
        let answer = state.withLock { state in
            state.heard.append(Heard(address: address, claims: token.claims, wasEncrypted: text != signed))
            return state.answers[address] ?? .success(200)
        }
        return FetchResponse(status: try answer.get(), body: [])
    }
}

extension TokenWorld {
    static func logoutAddress(of id: String) -> String { "https://\(id).hue.test/backchannel" }

    /// A world whose client hears of the end of sessions.
    static func listening() async throws -> TokenWorld {
        try await TokenWorld { $0.backchannelLogoutURI = logoutAddress(of: "platform") }
    }

    /// Another platform, which the person is signed in at too.
    @discardableResult
    func signIn(
        at id: String, scope: String = "openid profile", change: (inout ClientRegistration) -> Void = { _ in }
    ) async throws -> TokenIssue {
        let other = try await add(
            Self.client(id) {
                $0.redirectURIs = ["https://\(id).hue.test/callback"]
                $0.backchannelLogoutURI = Self.logoutAddress(of: id)
                change(&$0)
            })
        let redirect = "https://\(id).hue.test/callback"
        let request = try AuthorizationRequest(
            .authorization(["client_id": id, "redirect_uri": redirect, "scope": scope]), client: other)
        let code = try #require(
            try await IssueCode(here.installation, issuer: issuer)
                .issue(request, to: SignedIn(session: session, name: ""), interaction: nil, act).given)
        return try await redeem(code, by: other, redirectURI: redirect).given()
    }

    func delivery(
        _ platforms: ListeningPlatforms, on place: TestInstallation? = nil, givingUpAfter end: Duration = .hours(24)
    ) throws -> DeliverLogoutTokens {
        DeliverLogoutTokens(
            (place ?? here).installation, issuer: issuer, keys: KeyRing(try Self.keys()), subjects: subjects,
            retry: LogoutRetry(givingUpAfter: end), fetcher: platforms, strangers: NobodyThere(),
            encrypt: EncryptToClient(
                (place ?? here).installation, keySets: ClientKeySets(fetcher: NobodyThere())))
    }

    /// Delivers what is due now.
    @discardableResult
    func deliver(
        to platforms: ListeningPlatforms, givingUpAfter end: Duration = .hours(24)
    ) async throws -> [DeliveryResult] {
        let delivery = try delivery(platforms, givingUpAfter: end)
        var results: [DeliveryResult] = []
        for client in try await delivery.due(at: clock.now) {
            results.append(try await delivery.deliver(to: client, at: clock.now))
        }
        return results
    }

    func progress(_ id: SessionID? = nil) async throws -> SessionProgress {
        try #require(
            try await ReadSessions(here.installation).show(id ?? session.id, at: clock.now)
        ).progress
    }

    /// The session of the world as a platform knows it.
    func sid(at id: String) throws -> JSONValue {
        .string(subjects.sessionID(of: session.id, for: try #require(ClientID(id))))
    }
}
