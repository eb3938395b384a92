import Database
import Identity
import OpenIDConnect

/// Everything in the records that is sealed under the master key, but for the keys that sign: seeds of authenticator apps, those
/// that count and those that are being set up, secrets that clients sign with, the keys that VNeID seals to, and the settings of
/// all nodes. What is added to the schema that is sealed too belongs here, or is lost with the next master key.
package struct SealedSecrets<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var sealedSecrets: SealedSecrets<Self> { SealedSecrets(transaction: self) }
}

/// A sealed secret and whose it is.
package struct SealedSecret: Hashable, Sendable {
    package let owner: Owner
    package let text: String

    package enum Owner: Hashable, Sendable {
        /// The seed of their authenticator app.
        case person(PersonID)
        /// A seed that is being set up in a sign-in.
        case interaction(InteractionID)
        /// What it signs with.
        case client(ClientID)
        /// What it signed with before, while both count.
        case formerly(ClientID)
        /// A key that VNeID seals to, by its number.
        case envelopeKey(Int64)
        /// The settings of all nodes.
        case settings
    }
}

extension SealedSecrets {
    /// All of them.
    /// - Parameter limit: how many of a kind at most; they are sealed together, so that one can speak for all.
    package func all(limit: Int64 = .max) throws -> [SealedSecret] {
        let people = try all("second_factors", "person", "seed", limit) { row in .person(try row.person(0)) }
        let interactions = try all("interactions", "id", "pending_seed", limit) { row in
            .interaction(try row.required(InteractionID(try row.text(0)), "an interaction's id"))
        }
        let clients = try all("clients", "id", "sealed_secret", limit) { row in .client(try row.clientID(0)) }
        let former = try all("clients", "id", "former_sealed_secret", limit) { row in .formerly(try row.clientID(0)) }
        let keys = try transaction.envelopeKeys.all().map { key in
            SealedSecret(owner: .envelopeKey(key.number), text: key.text)
        }
        let settings = try transaction.sharedSettings.find().map { SealedSecret(owner: .settings, text: $0) }
        return people + interactions + clients + former + keys + [settings].compactMap(\.self)
    }

    private func all(
        _ table: String, _ key: String, _ column: String, _ limit: Int64, _ owner: (Row) throws -> SealedSecret.Owner
    ) throws -> [SealedSecret] {
        let statement = "SELECT \(key), \(column) FROM \(table) WHERE \(column) IS NOT NULL LIMIT $1"
        return try transaction.rows(statement, .integer(limit)).map { row in
            SealedSecret(owner: try owner(row), text: try row.text(1))
        }
    }
}

extension SealedSecrets where Context == WriteTransaction {
    package func replace(_ secret: SealedSecret, with text: String) throws {
        switch secret.owner {
        case .person(let person): try replace("second_factors", "person", person.text, "seed", text)
        case .interaction(let id): try replace("interactions", "id", id.text, "pending_seed", text)
        case .client(let id): try replace("sealed_secret", of: id, text)
        case .formerly(let id): try replace("former_sealed_secret", of: id, text)
        case .envelopeKey(let number):
            try transaction.execute(
                "UPDATE envelope_keys SET sealed = $1 WHERE number = $2", .text(text), .integer(number))
        case .settings: try transaction.sharedSettings.replace(with: text)
        }
    }

    private func replace(_ column: String, of client: ClientID, _ text: String) throws {
        try transaction.clients.beginRevision()
        try replace("clients", "id", client.text, column, text)
    }

    private func replace(_ table: String, _ key: String, _ owner: String, _ column: String, _ text: String) throws {
        try transaction.execute(
            "UPDATE \(table) SET \(column) = $1 WHERE \(key) = $2", .text(text), .text(owner))
    }
}
