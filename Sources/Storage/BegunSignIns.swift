import Accounts
import Database
import Identity
import OpenIDConnect

/// The sign-ins that have begun, each kept with its interaction: at most one in each, the last that was begun.
package struct BegunSignIns<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var begunSignIns: BegunSignIns<Self> { BegunSignIns(transaction: self) }
}

extension BegunSignIns {
    /// - Returns: the sign-in of an interaction that is this browser's and not complete, while it counts.
    package func find(
        in interaction: InteractionID, browser: BrowserSecret<BrowserCookie>, at now: Instant
    ) throws -> BegunSignIn? {
        let row = try transaction.row(
            """
            SELECT proven_person, proven_factors, proven_at, pending_seed FROM interactions
            WHERE id = $1 AND browser_hash = $2 AND completed_at IS NULL AND proven_person IS NOT NULL
            """, .text(interaction.text), .text(browser.hash))
        guard let row else { return nil }
        let begun = BegunSignIn(
            person: try row.person(0), factors: try row.required(Factors(text: try row.text(1)), "proven factors"),
            begunAt: try row.moment(2), pendingSeed: try row.optionalText(3))
        return begun.counts(at: now) ? begun : nil
    }
}

extension BegunSignIns where Context == WriteTransaction {
    /// Begins anew, whoever had begun before.
    package func begin(_ begun: BegunSignIn, in interaction: InteractionID) throws {
        try transaction.execute(
            """
            UPDATE interactions SET proven_person = $1, proven_factors = $2, proven_at = $3, pending_seed = NULL
            WHERE id = $4 AND completed_at IS NULL
            """, .text(begun.person.text), .text(begun.factors.text), .moment(begun.begunAt), .text(interaction.text))
    }

    /// Keeps what was proven besides.
    package func prove(_ factors: Factors, in interaction: InteractionID) throws {
        try transaction.execute(
            "UPDATE interactions SET proven_factors = $1 WHERE id = $2 AND proven_person IS NOT NULL",
            .text(factors.text), .text(interaction.text))
    }

    /// Keeps the seed of an app that is being set up.
    package func keep(sealedSeed: String, in interaction: InteractionID) throws {
        try transaction.execute(
            "UPDATE interactions SET pending_seed = $1 WHERE id = $2 AND proven_person IS NOT NULL", .text(sealedSeed),
            .text(interaction.text))
    }

    /// The sign-in is finished.
    package func end(in interaction: InteractionID) throws {
        try transaction.execute("\(Self.forget) WHERE id = $1", .text(interaction.text))
    }

    /// What somebody has begun anywhere doesn't count any more.
    package func endAll(of person: PersonID) throws {
        try transaction.execute("\(Self.forget) WHERE proven_person = $1", .text(person.text))
    }

    private static var forget: String { "UPDATE interactions SET \(nothing)" }

    /// Sets that no sign-in has begun.
    static var nothing: String {
        "proven_person = NULL, proven_factors = NULL, proven_at = NULL, pending_seed = NULL"
    }
}
