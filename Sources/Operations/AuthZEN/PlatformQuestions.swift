import AuthZEN
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// Answers what platforms ask by the Authorization API (OpenID AuthZEN Authorization API 1.0): authenticate the platform,
/// look up whom it means, decide, and write what has to be written.
///
/// A request is answered in a reading transaction. Where its answer has to be written down, the same is done again in a
/// writing one, as what was read may have changed meanwhile.
package struct PlatformQuestions: Sendable {
    private let database: Database
    private let permissions: CurrentPermissions
    private let subjects: PairwiseSubjects

    package init(_ installation: Installation, subjects: PairwiseSubjects) {
        database = installation.database
        permissions = installation.permissions
        self.subjects = subjects
    }

    /// How a platform shows which one it is: by its secret, or by an access token that it got for itself (RFC 6749 §4.4), by
    /// whatever it proves to be itself at the token endpoint.
    package enum Credentials: Sendable {
        case secret(ClientAuthentication)
        case token(PresentedAccessToken)
    }

    /// One request: who presents itself, and what it asks, or why that can't be read.
    package struct Request<Content: Sendable>: Sendable {
        let credentials: Credentials
        let content: Result<Content, UnreadableQuestion>
        let act: Act

        package init(
            credentials: Credentials, content: Result<Content, UnreadableQuestion>, _ act: Act
        ) {
            self.credentials = credentials
            self.content = content
            self.act = act
        }
    }

    /// Refuses whoever isn't a platform, before its question is read: a stranger's wrong credentials must not cost a long
    /// one. It is looked at again in the transaction that answers.
    package func admit(_ credentials: Credentials, _ act: Act) async throws(PlatformRefusal) {
        try await reading { transaction in
            try self.platform(credentials, act, in: transaction).map { _ in }
        }
    }

    // MARK: Evaluations

    package func evaluate(_ request: Request<Evaluations>) async throws(PlatformRefusal) -> JSONObject {
        let found = try await reading { transaction in
            try self.session(request, in: transaction)
        }
        guard found.mustBeWritten else { return found.response }
        let written = try await writing { transaction in
            let session = try self.session(request, in: transaction)
            if case .success(let session) = session { try session.write(in: transaction, at: request.act.now) }
            return session
        }
        return written.response
    }

    private func session(
        _ request: Request<Evaluations>, in transaction: some Transaction
    ) throws -> Result<EvaluationSession, PlatformRefusal> {
        switch try asking(request, in: transaction) {
        case .failure(let why): return .failure(why)
        case .success(let (asking, evaluations)):
            let callers = try CallerResolver(asking: asking, subjects: subjects)
                .callers(of: evaluations, in: transaction)
            return .success(EvaluationSession(evaluations, of: asking, about: callers))
        }
    }

    // MARK: Searches

    /// It may look at everybody, and so doesn't keep the thread of the connection that asks.
    package func search(_ request: Request<Search>) async throws(PlatformRefusal) -> JSONObject {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(PlatformRefusal) in
            try await answer(request)
        }
    }

    private func answer(_ request: Request<Search>) async throws(PlatformRefusal) -> JSONObject {
        let (asking, found) = try await reading { transaction in
            try self.search(request, in: transaction)
        }
        guard found.mustBeWritten else { return found.response }
        // Who is found doesn't depend on who is remembered: there is no need to search again. Who asks is looked at again:
        // only a platform that still is one is told of people.
        try await writing { transaction -> Result<Void, PlatformRefusal> in
            if case .failure(let why) = try self.asking(request, in: transaction) { return .failure(why) }
            try found.write(in: transaction, for: asking)
            return .success(())
        }
        return found.response
    }

    private func search(
        _ request: Request<Search>, in transaction: some Transaction
    ) throws -> Result<(AskingPlatform, SearchSession), PlatformRefusal> {
        switch try asking(request, in: transaction) {
        case .failure(let why): return .failure(why)
        case .success(let (asking, search)):
            let resolver = CallerResolver(asking: asking, subjects: subjects)
            return try SearchSession.answering(search, by: resolver, in: transaction)
                .map { (asking, $0) }.mapError { .unreadable(.invalid($0), asking.client.id) }
        }
    }

    // MARK: Who asks

    /// Only a platform that is known learns what is wrong with its request.
    private func asking<Content>(
        _ request: Request<Content>, in transaction: some Transaction
    ) throws -> Result<(AskingPlatform, Content), PlatformRefusal> {
        let (client, platform): (Client, PlatformID)
        switch try self.platform(request.credentials, request.act, in: transaction) {
        case .failure(let why): return .failure(why)
        case .success(let known): (client, platform) = known
        }
        let content: Content
        do { content = try request.content.get() } catch { return .failure(.unreadable(error, client.id)) }
        switch try permissions.state(in: transaction, at: request.act.now) {
        case .failure(let why): return .failure(.unavailable(why, client.id))
        case .success(let state):
            let asking = AskingPlatform(
                client: client, platform: platform, permissions: state, act: request.act)
            return .success((asking, content))
        }
    }

    private func platform(
        _ credentials: Credentials, _ act: Act, in transaction: some Transaction
    ) throws -> Result<(Client, PlatformID), PlatformRefusal> {
        let client: Client
        switch credentials {
        case .secret(let presented):
            let registered = try transaction.clients.find(presented.clientID)
            guard let known = try? presented.verified(against: registered, at: act.now) else {
                return .failure(.unauthenticated)
            }
            client = known.client
        case .token(let token):
            guard let owner = try owner(of: token, act, in: transaction) else {
                return .failure(.bearer(.invalidToken))
            }
            client = owner
        }
        guard let platform = client.platform else { return .failure(.noPlatform(client.id)) }
        return .success((client, platform))
    }

    /// Whose own token this is, as the records have both now. A person's token proves nothing of who shows it.
    private func owner(
        of token: PresentedAccessToken, _ act: Act, in transaction: some Transaction
    ) throws -> Client? {
        guard let found = try transaction.accessTokens.find(token, at: act.now), found.isLive,
            act.now < found.record.expiresAt, found.authorization.subject == .client,
            let client = try transaction.clients.find(found.authorization.client), client.isEnabled
        else { return nil }
        return client
    }

    // MARK: Transactions

    private func reading<Value: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result<Value, PlatformRefusal>
    ) async throws(PlatformRefusal) -> Value {
        let result: Result<Value, PlatformRefusal>
        do { result = try await database.read(body) } catch { throw .database(error) }
        return try result.get()
    }

    private func writing<Value: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Result<Value, PlatformRefusal>
    ) async throws(PlatformRefusal) -> Value {
        let result: Result<Value, PlatformRefusal>
        do { result = try await database.write(body) } catch { throw .database(error) }
        return try result.get()
    }
}
