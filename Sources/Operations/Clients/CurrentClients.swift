import Database
import OpenIDConnect
import Storage
import Synchronization

/// The clients as they are now: every request looks one up, and they seldom change, so that reading and checking a row
/// again each time would be most of what some requests cost.
///
/// Each request reads the register's revision in its own transaction. Where it is the one that is kept here, the client
/// comes from memory; otherwise from the row. So a change counts in the next request, on every node, whoever wrote it.
///
/// Only a reading transaction says which revision is kept: what a writing one sees may never be committed, and the next
/// revision then have its number. A writing one uses what is kept where it sees that very revision, which it can't
/// have changed anything of.
///
/// Clients that aren't registered are not remembered, so that there are never more in memory than in the register,
/// whatever ids strangers make up.
package final class CurrentClients: Sendable {
    private struct Register {
        var revision: ClientRevision
        var clients: [ClientID: Client] = [:]
    }

    private let kept = Mutex<Register?>(nil)

    package init() {}

    /// The client that is registered under an id, as the transaction sees it; `nil` where there is none.
    package func client(_ id: ClientID, in transaction: some Transaction) throws -> Client? {
        let revision = try transaction.clients.revision()
        if let client = kept.withLock({ $0?.revision == revision ? $0?.clients[id] : nil }) { return client }
        guard let client = try transaction.clients.find(id) else { return nil }
        keep(client, of: revision, begins: transaction is ReadTransaction)
        return client
    }

    /// - Parameter begins: whether a newer revision than the one that is kept takes its place.
    private func keep(_ client: Client, of revision: ClientRevision, begins: Bool) {
        kept.withLock { kept in
            // A reader that began before the last change is late: what it sees is nobody's any more.
            if begins, kept.map({ $0.revision < revision }) ?? true { kept = Register(revision: revision) }
            guard kept?.revision == revision else { return }
            kept?.clients[client.id] = client
        }
    }

    /// How many are in memory.
    var count: Int { kept.withLock { $0?.clients.count ?? 0 } }
}
