import Audit
import Database
import Identity
import OpenIDConnect
import SCIM
import Storage
import Synchronization

/// Answers platforms that keep a copy of their staff (SCIM, RFC 7644 §3.4), each request in one reading transaction.
///
/// A platform of which nobody was told yet whom an answer names has to be told in a writing one: those are the people
/// whom it can ask the Authorization API about from then on.
package struct ReadStaff: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let permissions: CurrentPermissions
    private let subjects: PairwiseSubjects
    private let base: String
    private let lists = ListPlaces()

    package init(_ installation: Installation, issuer: Issuer, subjects: PairwiseSubjects) {
        database = installation.database
        clients = installation.clients
        permissions = installation.permissions
        self.subjects = subjects
        base = issuer.scimBase
    }

    /// What the client is told of the service itself.
    package func service(_ token: PresentedAccessToken, _ act: Act) async throws(SCIMRefusal) -> ServiceDescription {
        try await database.readForSCIM { transaction in
            try transaction.scimClient(token, self.clients, at: act.now).map(\.service)
        }
    }

    /// A page of what matches.
    /// - Parameters:
    ///   - kinds: what is looked through; RFC 7644 §3.4.3 lets a search be for several.
    ///   - query: what is asked for, or why that can't be read, which only a client learns.
    package func list(
        _ kinds: [ResourceKind], _ query: Result<ListQuery, SCIMError>, _ token: PresentedAccessToken, _ act: Act
    ) async throws(SCIMRefusal) -> ListResponse {
        guard lists.take() else { throw .busy }
        defer { lists.giveBack() }
        return try await answering(token, act) { client, transaction in
            let wanted: ListQuery
            do throws(SCIMError) { wanted = try query.get() } catch { return .failure(.refused(error, client.id)) }
            return try self.staff(of: client, in: transaction, act).map { staff in
                let answer = wanted.answer(from: kinds.flatMap(staff.resources))
                return (answer, staff.named(in: answer.page))
            }
        }
    }

    package func resource(
        _ kind: ResourceKind, _ id: String, _ token: PresentedAccessToken, _ act: Act
    ) async throws(SCIMRefusal) -> Resource {
        try await answering(token, act) { client, transaction in
            var only: PersonID?
            if kind == .user, case .platform = client.role {
                // Whom a platform names it was told of.
                only = try transaction.subjects.find(id, of: client.client.subjectType)?.person
                guard only != nil else { return .failure(.refused(.notFound(id: id), client.id)) }
            }
            return try self.staff(of: client, only: only, in: transaction, act).flatMap { staff in
                guard let resource = staff.resources(kind).first(where: { $0.id.hasSameBytes(as: id) }) else {
                    return .failure(.refused(.notFound(id: id), client.id))
                }
                return .success((resource, staff.named(in: [resource])))
            }
        }
    }

    // MARK: Answering

    private func staff(
        of client: SCIMClient, only: PersonID? = nil, in transaction: some Transaction, _ act: Act
    ) throws -> Result<VisibleStaff, SCIMRefusal> {
        switch client.role {
        case .source(let source): return .success(.own(try SourceStaff(of: source, at: base, in: transaction)))
        case .platform(let platform):
            switch try permissions.state(in: transaction, at: act.now) {
            case .failure(let why): return .failure(.unavailable(why, client.id))
            case .success(let state):
                return .success(
                    .platforms(
                        try PlatformStaff(
                            of: platform, client.client, only: only, state, subjects, at: base, act.now,
                            in: transaction)))
            }
        }
    }

    /// Finds an answer, and remembers the people whom the platform hears of by it for the first time. It may look at
    /// everybody, and so doesn't keep the thread of the connection that asks.
    private func answering<Answer: Sendable>(
        _ token: PresentedAccessToken, _ act: Act,
        _ find:
            @escaping @Sendable (SCIMClient, ReadTransaction) throws -> Result<
                (Answer, [String: PersonID]), SCIMRefusal
            >
    ) async throws(SCIMRefusal) -> Answer {
        let found = try await withTaskExecutorPreference(globalConcurrentExecutor) {
            () async throws(SCIMRefusal) -> Found<Answer> in
            try await database.readForSCIM { transaction in
                switch try transaction.scimClient(token, self.clients, at: act.now) {
                case .failure(let why): return .failure(why)
                case .success(let client):
                    switch try find(client, transaction) {
                    case .failure(let why): return .failure(why)
                    case .success(let found):
                        return .success(try Found(client: client, answer: found.0, named: found.1, in: transaction))
                    }
                }
            }
        }
        if !found.fresh.isEmpty { try await introduce(found.fresh, to: found.client, token, act) }
        return found.answer
    }

    private struct Found<Answer: Sendable>: Sendable {
        let client: SCIMClient
        let answer: Answer
        /// Whom the platform was never told of.
        let fresh: [(subject: String, person: PersonID)]

        init(
            client: SCIMClient, answer: Answer, named: [String: PersonID], in transaction: ReadTransaction
        ) throws {
            self.client = client
            self.answer = answer
            fresh = try transaction.subjects.unknown(among: named.keys.sorted())
                .compactMap { name in named[name].map { (name, $0) } }
        }
    }

    /// Who asks is looked at again: only a client that still is one is told of people.
    private func introduce(
        _ people: [(subject: String, person: PersonID)], to client: SCIMClient, _ token: PresentedAccessToken,
        _ act: Act
    ) async throws(SCIMRefusal) {
        let result: Result<Void, SCIMRefusal>
        do {
            result = try await database.write { [clients] transaction in
                if case .failure(let why) = try transaction.scimClient(token, clients, at: act.now) {
                    return .failure(why)
                }
                for (subject, person) in people {
                    try transaction.subjects.remember(subject, of: person, for: client.client.subjectType)
                }
                try transaction.audit.append(
                    act.event(
                        .tellStaff, by: .client(client.id.text), client: client.id.text,
                        object: "\(people.count) people"))
                return .success(())
            }
        } catch { throw .database(error) }
        try result.get()
    }
}

extension Database {
    /// Reads for an answer by SCIM.
    func readForSCIM<Value: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result<Value, SCIMRefusal>
    ) async throws(SCIMRefusal) -> Value {
        let result: Result<Value, SCIMRefusal>
        do { result = try await read(body) } catch { throw .database(error) }
        return try result.get()
    }
}

/// What a client may see.
private enum VisibleStaff {
    case platforms(PlatformStaff)
    case own(SourceStaff)

    func resources(_ kind: ResourceKind) -> [Resource] {
        switch self {
        case .platforms(let staff): staff.resources(kind)
        case .own(let staff): staff.resources(kind)
        }
    }

    /// Whom a platform is told of; a source tells us.
    func named(in resources: [Resource]) -> [String: PersonID] {
        switch self {
        case .platforms(let staff): staff.named(in: resources)
        case .own: [:]
        }
    }
}

/// How many lists are made at once: each looks at everybody who uses a platform, on one of the few connections that read.
private final class ListPlaces: Sendable {
    private static let most = 2
    private let taken = Mutex(0)

    func take() -> Bool {
        taken.withLock { taken in
            guard taken < Self.most else { return false }
            taken += 1
            return true
        }
    }

    func giveBack() { taken.withLock { $0 -= 1 } }
}
