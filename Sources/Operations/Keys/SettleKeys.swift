import Audit
import Database
import Dispatch
import Identity
import JOSE
import Keys
import Storage

extension Installation {
    /// Settles a change of the keys' states: one transaction with an event for each thing that will have happened, and then
    /// the files. Nothing happens to a key that isn't written down, durably; what a crash leaves undone in between is due, or
    /// asked for, again.
    /// - Parameters:
    ///   - action: what a refusal is written down as.
    ///   - object: the key that it is about.
    func settleKeys<Value: Sendable>(
        of vault: KeyVault, _ act: Act, _ action: AuditEvent.Action, object: String? = nil,
        _ decide: @escaping @Sendable (inout KeyChange, WriteTransaction) throws -> Value
    ) async throws -> Result<Value, KeyRefusal> {
        // The folder's lock first, and the database's then, by everybody: in a transaction, which others share (GroupCommit),
        // nobody may wait for the folder.
        let begun = try await onOwnThread { try vault.beginChange(at: act.now) }
        let decided = try await database.write { transaction -> Result<(Value, KeyChange), KeyRefusal> in
            do {
                var change = begun
                let value = try decide(&change, transaction)
                return .success((value, change))
            } catch let refusal as KeyRefusal {
                try transaction.audit.append(act.event(action, .refused("not-possible"), object: object))
                return .failure(refusal)
            }
        }
        switch decided {
        case .failure(let refusal): return .failure(refusal)
        case .success(let (value, change)):
            try await onOwnThread { try change.write() }
            return .success(value)
        }
    }
}

extension WriteTransaction {
    /// Writes down what happened to a key.
    func record(_ action: AuditEvent.Action, _ key: KeyID?, _ act: Act) throws {
        guard let key else { return }
        try audit.append(act.event(action, object: key.value))
        // What is removed on purpose isn't missed at the next start.
        if action == .keyRemoval || action == .keyWithdrawal {
            _ = try secretFingerprints.forget(signingKey: key.value)
        }
    }
}

/// Runs what takes long, or waits for files, on a thread of its own: the few that requests share have better to do.
func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { caller in
        DispatchQueue.global().async { caller.resume(with: Result { try work() }) }
    }
}
