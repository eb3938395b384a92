import Accounts
import Cryptography
import Database
import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Operations

/// A client's notification endpoint; what it answers, the test says.
final class ListeningClient: Fetcher {
    private let state: Mutex<(heard: [FetchRequest], answer: Result<Int, FetchError>)>

    init(answering answer: Result<Int, FetchError> = .success(204)) { state = Mutex(([], answer)) }

    var heard: [FetchRequest] { state.withLock { $0.heard } }

    func answer(_ answer: Result<Int, FetchError>) { state.withLock { $0.answer = answer } }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let answer = state.withLock { state in
            state.heard.append(request)
            return state.answer
        }
        return FetchResponse(status: try answer.get(), body: [])
    }
}

extension TokenWorld {
    static let notificationURI = "https://rp.hue.test/cb"
    static let notificationToken = "8d67dc78-7faa-4d41-aabd-67707b374255"

    static func seal() throws -> PingSeal { try PingSeal(secret: [UInt8](repeating: 5, count: 32)) }

    /// The person's account with the city.
    static func username() throws -> Username { try #require(Username("an.nguyen")) }

    func giveUsername() async throws {
        let username = try Self.username()
        try await here.write { [person] transaction in
            _ = try transaction.localAccounts.add(username, person: person, passwordHash: "", at: .noon)
        }
    }

    /// Sends a request to the backchannel authentication endpoint.
    func ask(
        _ pairs: [(String, String)], by other: Client? = nil, to place: TestInstallation? = nil
    ) async throws -> BeginBackchannelAuthentication.Outcome {
        let installation = (place ?? here).installation
        return try await BeginBackchannelAuthentication(
            installation, issuer: issuer, keys: KeyRing(try Self.keys()),
            keySets: ClientKeySets(fetcher: NobodyThere()),
            issuers: try Self.trusted(), seal: try Self.seal()
        ).begin(authentication(of: other ?? client).get(), FormParameters(pairs), act)
    }

    /// Asks the person, by their user name.
    func ask(
        scope: String = "openid profile", also: [(String, String)] = [], by other: Client? = nil
    ) async throws -> BackchannelAuthenticationResponse {
        try await giveUsername()
        let outcome = try await ask([("scope", scope), ("login_hint", "an.nguyen")] + also, by: other)
        return try #require(outcome.response, "\(outcome.word)")
    }

    /// What the request has become.
    func kept(_ asked: BackchannelAuthenticationResponse) async throws -> BackchannelAuthentication? {
        try await here.read { transaction in try transaction.backchannelRequests.find(asked.id.hash) }
    }

    /// The person of the session finds the request on our page, and allows it.
    func allow(_ asked: BackchannelAuthenticationResponse, in session: Session? = nil) async throws -> Bool {
        let request = try #require(try await kept(asked))
        let interaction = Interaction(
            id: InteractionID(random: here.installation.random), source: .backchannel(request.id, message: nil),
            clientID: request.client, progress: .init(startedAt: clock.now), isComplete: false)
        try await here.write { transaction in
            try transaction.interactions.begin(interaction, browser: .init(random: SeededRandom(seed: 31)))
        }
        return try await IssueCode(here.installation, issuer: issuer).approve(
            request.id, SignInDemand(request, client: client),
            by: SignedIn(session: session ?? self.session, name: ""), interaction: interaction.id, act
        ).given != nil
    }

    func deny(_ asked: BackchannelAuthenticationResponse) async throws -> Bool {
        try await here.write { [clock] transaction in
            try transaction.backchannelRequests.deny(asked.id.hash, at: clock.now)
        }
    }

    func poll(
        _ asked: BackchannelAuthenticationResponse, resource: String? = nil, by other: Client? = nil
    ) async throws -> TokenOutcome {
        var pairs = [("grant_type", GrantType.ciba.rawValue), ("auth_req_id", asked.id.text)]
        if let resource { pairs.append(("resource", resource)) }
        return try await send(pairs, by: other)
    }

    /// Sends the pings that are due now.
    func ping(_ client: ListeningClient) async throws -> [DeliveryResult] {
        let pings = SendPings(here.installation, seal: try Self.seal(), fetcher: client, strangers: NobodyThere())
        var results: [DeliveryResult] = []
        for due in try await pings.due(at: clock.now) {
            results.append(try await pings.deliver(to: due, at: clock.now))
        }
        return results
    }
}

extension BeginBackchannelAuthentication.Outcome {
    var response: BackchannelAuthenticationResponse? {
        if case .begun(let response) = self { response } else { nil }
    }

    /// How it ended, in a word: for tables.
    var word: String {
        switch self {
        case .begun: "begun"
        case .unauthenticated: "unauthenticated"
        case .refused(let refusal): refusal.code
        case .tooMany: "too many"
        }
    }
}
