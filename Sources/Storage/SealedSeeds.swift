import Database
import Identity
import OpenIDConnect

/// Everything in the records that is sealed under the master key: seeds of authenticator apps, those that count and those
/// that are being set up. What is added to the schema that is sealed too belongs here, or is lost with the next master key.
package struct SealedSeeds<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var sealedSeeds: SealedSeeds<Self> { SealedSeeds(transaction: self) }
}

/// A sealed seed and whose it is.
package struct SealedSeed: Hashable, Sendable {
    package let owner: Owner
    package let text: String

    package enum Owner: Hashable, Sendable {
        case person(PersonID)
        /// It is being set up in a sign-in.
        case interaction(InteractionID)
    }
}

extension SealedSeeds {
    /// All of them.
    /// - Parameter limit: how many at most; they are sealed together, so that one can speak for all.
    package func all(limit: Int64 = .max) throws -> [SealedSeed] {
        let people = try transaction.rows("SELECT person, seed FROM second_factors LIMIT $1", .integer(limit)).map {
            row in
            SealedSeed(owner: .person(try row.person(0)), text: try row.text(1))
        }
        let interactions = try transaction.rows(
            "SELECT id, pending_seed FROM interactions WHERE pending_seed IS NOT NULL LIMIT $1", .integer(limit)
        ).map { row in
            let id = try row.required(InteractionID(try row.text(0)), "an interaction's id")
            return SealedSeed(owner: .interaction(id), text: try row.text(1))
        }
        return people + interactions
    }
}

extension SealedSeeds where Context == WriteTransaction {
    package func replace(_ seed: SealedSeed, with text: String) throws {
        switch seed.owner {
        case .person(let person):
            try transaction.execute(
                "UPDATE second_factors SET seed = $1 WHERE person = $2", .text(text), .text(person.text))
        case .interaction(let id):
            try transaction.execute(
                "UPDATE interactions SET pending_seed = $1 WHERE id = $2", .text(text), .text(id.text))
        }
    }
}
