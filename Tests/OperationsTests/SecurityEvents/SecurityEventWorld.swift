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

/// Receivers to which events are pushed; what each answers, the test says.
final class ListeningReceivers: Fetcher {
    private struct State {
        var heard: [(address: String, claims: JSONObject)] = []
        var answers: [String: Result<(Int, String), FetchError>] = [:]
    }
    private let state = Mutex(State())

    var claims: [JSONObject] { state.withLock { $0.heard.map(\.claims) } }
    var addresses: [String] { state.withLock { $0.heard.map(\.address) }.sorted() }
    /// The last parts of the event types, in the order in which they came.
    var types: [String] { claims.flatMap { $0["events"]?.object?.names ?? [] }.map(TokenWorld.name) }

    func answer(_ address: String, _ answer: Result<(Int, String), FetchError>) {
        state.withLock { $0.answers[address] = answer }
    }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard let body = request.body, request.method == .post,
            request.headers.contains(where: { $0.name == "Content-Type" && $0.value == "application/secevent+jwt" }),
            let token = try? UnverifiedJWT(parsing: String(decoding: body, as: UTF8.self)),
            let verified = try? token.verified(by: try TokenWorld.keys().published)
        else { throw .unreachable }
        let address = request.url.text
        let answer = state.withLock { state in
            state.heard.append((address, verified.claims))
            return state.answers[address] ?? .success((202, ""))
        }
        let (status, text) = try answer.get()
        return FetchResponse(status: status, body: Array(text.utf8))
    }
}

extension TokenWorld {
    static func name(_ type: String) -> String { String(type.split(separator: "/").last ?? "") }
    static func eventsAddress(of id: String) -> String { "https://\(id).hue.test/events" }

    /// A world whose client may have a stream.
    static func receiving() async throws -> TokenWorld {
        try await TokenWorld { $0.scopes = ["openid", "profile", "phone", "offline_access", "ssf.manage"] }
    }

    /// Gives a client a stream of all events.
    @discardableResult
    func addStream(
        to id: String = "platform", pushed: Bool = true,
        events: Set<SecurityEventType> = Set(SecurityEventType.allCases)
    ) async throws -> EventStream {
        let stream = EventStream(
            id: EventStreamID(stored: "stream-of-\(id)"), client: try #require(ClientID(id)),
            contents: EventStream.Contents(
                endpoint: pushed ? try PushEndpoint(Self.eventsAddress(of: id)) : nil, requested: events))
        try await here.write { transaction in
            _ = try transaction.eventStreams.add(stream, at: .noon)
        }
        return stream
    }

    var signing: SecurityEventSigning {
        get throws { SecurityEventSigning(issuer: issuer, keys: KeyRing(try Self.keys()), subjects: subjects) }
    }

    func pushes(_ receivers: ListeningReceivers, on place: TestInstallation? = nil) throws -> PushSecurityEvents {
        PushSecurityEvents(
            (place ?? here).installation, signing: try signing, retry: LogoutRetry(givingUpAfter: .hours(24)),
            fetcher: receivers, strangers: NobodyThere())
    }

    /// Pushes all that is due now.
    @discardableResult
    func push(to receivers: ListeningReceivers) async throws -> [DeliveryResult] {
        let delivery = try pushes(receivers)
        var results: [DeliveryResult] = []
        while case let due = try await delivery.due(at: clock.now), !due.isEmpty {
            for client in due { results.append(try await delivery.deliver(to: client, at: clock.now)) }
        }
        return results
    }

    /// What waits, by type and client.
    func waitingEvents() async throws -> [String] {
        try await here.read { transaction in
            try transaction.rows(
                "SELECT event, client_id FROM security_events WHERE outcome IS NULL ORDER BY number"
            ).map { row in "\(Self.name(try row.text(0))) \(try row.text(1))" }
        }
    }

    /// What a receiver is given for `ssf.manage`.
    func streamToken(of client: Client? = nil) async throws -> PresentedAccessToken {
        let issue = try await send(
            [("grant_type", "client_credentials"), ("scope", "ssf.manage")], by: client
        ).given()
        return try reader().token(text(issue), for: issuer.eventsBase, at: clock.now)
    }
}
