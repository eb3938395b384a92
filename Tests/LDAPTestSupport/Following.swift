import Directory
import LDAP

/// A source that is followed live, for as long as a test's body runs.
package final class Following {
    package struct Ended: Error { package let error: LDAPError? }

    private var messages: AsyncStream<SyncMessage>.Iterator
    private let life: Task<LDAPError?, Never>

    @discardableResult package static func run<Result>(
        _ source: LDAPSource, _ query: SourceQuery = Slapd.query, from cookie: SyncCookie? = nil,
        _ body: (Following) async throws -> Result
    ) async throws -> Result {
        let following = Following(source, query, from: cookie)
        do {
            let result = try await body(following)
            _ = await following.stop()
            return result
        } catch {
            _ = await following.stop()
            throw error
        }
    }

    private init(_ source: LDAPSource, _ query: SourceQuery, from cookie: SyncCookie?) {
        let (stream, delivered) = AsyncStream.makeStream(of: SyncMessage.self)
        messages = stream.makeAsyncIterator()
        life = Task {
            defer { delivered.finish() }
            do throws(LDAPError) {
                try await source.follow(query, from: cookie) { delivered.yield($0) }
            } catch {
                return error
            }
        }
    }

    /// The next message that `pick` wants; those before it are let go.
    package func next<Value>(_ pick: (SyncMessage) -> Value?) async throws -> Value {
        while let message = await messages.next() {
            if let value = pick(message) { return value }
        }
        throw Ended(error: await life.value)
    }

    /// All until nothing more waits.
    package func untilQuiet() async throws -> [SyncMessage] {
        var all: [SyncMessage] = []
        while let message = await messages.next() {
            if case .quiet = message { return all }
            all.append(message)
        }
        throw Ended(error: await life.value)
    }

    /// Ends it, and says how it ended.
    @discardableResult package func stop() async -> LDAPError? {
        life.cancel()
        return await life.value
    }

    /// How it ends by itself.
    package func end() async -> LDAPError? { await life.value }
}

extension [SyncMessage] {
    package var entries: [SourceEntry] { compactMap { if case .entry(let entry) = $0 { entry } else { nil } } }
    package var deleted: [EntryKey] { flatMap { if case .deleted(let keys) = $0 { keys } else { [] as [EntryKey] } } }
    package var present: [EntryKey] { flatMap { if case .present(let keys) = $0 { keys } else { [] as [EntryKey] } } }
    package var cookies: [SyncCookie] {
        compactMap {
            switch $0 {
            case .cookie(let cookie): cookie
            case .refreshDone(_, let cookie): cookie
            default: nil
            }
        }
    }
    package var refreshes: [Bool] {
        compactMap { if case .refreshDone(let deletesTold, _) = $0 { deletesTold } else { nil } }
    }
}
