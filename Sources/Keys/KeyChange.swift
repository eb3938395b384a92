import Identity
import JOSE

/// A change of the keys: what is decided on their states, and the documents that follow from it.
package struct KeyChange: Sendable {
    private let vault: KeyVault
    private var documents: KeyDocuments
    private let before: KeyStates

    /// As they will be.
    package var states: KeyStates

    fileprivate init(_ vault: KeyVault, _ documents: KeyDocuments) throws(KeyVaultError) {
        self.vault = vault
        self.documents = documents
        before = try vault.states(of: documents)
        states = before
    }

    /// Adds a key that was made for it.
    package mutating func add(_ key: SigningKey, at now: Instant) throws {
        try states.add(key.id, key.algorithm, at: now)
        documents.set(try vault.document(of: key, at: now), as: KeyDocuments.name(of: key.id.value))
    }

    /// A key's document goes with its state.
    package func result() throws(KeyVaultError) -> KeyDocuments {
        guard states != before else { return documents }
        var documents = documents
        for key in before.records where states.find(key.id) == nil {
            documents.remove(KeyDocuments.name(of: key.id.value))
        }
        documents.set(try vault.document(of: states), as: KeyDocuments.states)
        return documents
    }
}

extension KeyVault {
    /// Begins a change of the keys in documents.
    /// - Throws: `.noKeys`, when there are none.
    package func change(_ documents: KeyDocuments) throws(KeyVaultError) -> KeyChange {
        guard !documents.isEmpty else { throw .noKeys }
        return try KeyChange(self, documents)
    }
}
