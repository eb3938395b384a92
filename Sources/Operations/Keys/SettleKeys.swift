import Audit
import Database
import Dispatch
import Identity
import JOSE
import Keys
import Storage

extension Installation {
    /// Settles a change of the keys: one transaction, which holds the change and an event for each thing that has happened.
    /// - Parameters:
    ///   - action: what a refusal is written down as.
    ///   - object: the key that it is about.
    func settleKeys<Value: Sendable>(
        of vault: KeyVault, _ act: Act, _ action: AuditEvent.Action, object: String? = nil,
        _ decide: @escaping @Sendable (inout KeyChange, WriteTransaction) throws -> Value
    ) async throws -> Result<Value, KeyRefusal> {
        try await database.write { transaction in
            var change = try vault.change(KeyDocuments(try transaction.keyDocuments.all()))
            do {
                let value = try decide(&change, transaction)
                try transaction.keyDocuments.replace(
                    with: try change.result().texts, sealedBy: vault.sealer.masterKeyID)
                return .success(value)
            } catch let refusal as KeyRefusal {
                try transaction.audit.append(act.event(action, .refused("not-possible"), object: object))
                return .failure(refusal)
            }
        }
    }

    /// The states of the keys as they are now, for what has to be made ready before a change.
    func keyStates(_ vault: KeyVault) async throws -> KeyStates {
        try vault.change(try await keyDocuments()).states
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

/// Runs what takes long on a thread of its own: the few that requests share have better to do.
func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { caller in
        DispatchQueue.global().async { caller.resume(with: Result { try work() }) }
    }
}
