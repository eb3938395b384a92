import Cryptography
import Database
import Identity
import Storage

/// The records of an installation, and what the acts on them share: the clock, the random source, and the permissions
/// and clients as they are now. An act takes what it needs of it when it is made; outside of this room nobody sees the database.
package struct Installation: Sendable {
    let database: Database
    package let clock: any WallClock
    package let random: any RandomSource
    package let permissions: CurrentPermissions
    package let clients: CurrentClients
    /// How many demands may wait for a person.
    let capacity: InteractionCapacity
    /// Refusals of strangers that wait to be written down.
    let strangers = StrangerRefusals()

    /// Opens the records, makes them where there are none, and brings them to this version's schema.
    /// - Throws: `DatabaseError`, when they can't be opened, or are of a newer version.
    package init(
        records: RecordsLocation, clock: any WallClock, random: any RandomSource,
        interactions: InteractionLimits = InteractionLimits()
    ) throws {
        self.init(
            database: try Database(records, migrations: Schema.migrations), clock: clock, random: random,
            interactions: interactions)
    }

    /// Opens the records that are there; makes none.
    /// - Throws: `DatabaseError.notThere`, when there are none; `.olderSchema`, when they are older and shall stay so;
    ///   another one, when they can't be opened.
    package init(
        existingAt records: RecordsLocation, older: OlderSchema = .upgrade, clock: any WallClock,
        random: any RandomSource
    ) throws {
        self.init(
            database: try Database(
                records, migrations: Schema.migrations, absence: .refuse, older: older),
            clock: clock, random: random)
    }

    /// Whether there are records at a place.
    package static func isThere(_ records: RecordsLocation) throws -> Bool { try Database.isThere(records) }

    init(
        database: Database, clock: any WallClock, random: any RandomSource,
        interactions: InteractionLimits = InteractionLimits()
    ) {
        self.database = database
        self.clock = clock
        self.random = random
        permissions = CurrentPermissions()
        clients = CurrentClients()
        capacity = InteractionCapacity(interactions)
    }

    /// The permissions as they are now; made anew where the records have changed.
    package func currentPermissions(at now: Instant) async throws -> Result<PermissionState, PermissionsUnavailable> {
        try await database.read { [permissions] transaction in try permissions.state(in: transaction, at: now) }
    }
}

/// How much the records have to do.
package typealias RecordsLoad = DatabaseLoad

/// Where the records of an installation are.
package typealias RecordsLocation = DatabaseLocation

extension RecordsLocation {
    /// A PostgreSQL that several nodes share.
    /// - Parameter password: where it doesn't stand in `connection`.
    package static func server(
        _ connection: String, password: String?, connections: Int, random: any RandomSource
    ) -> RecordsLocation {
        .server(
            PostgreSQLSettings(
                connection: connection, password: password, connections: connections,
                random: { random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }))
    }
}

/// What the records say when they can't answer: they can't be opened, are locked for too long, are full or broken. No
/// act goes on then, and nobody switches over it; its text names the rule, never a value.
package typealias RecordsError = DatabaseError

extension RecordsError {
    /// Whether there is nothing wrong but that too many ask at once.
    package var isOverload: Bool { self == .overloaded || self == .contended }
}
