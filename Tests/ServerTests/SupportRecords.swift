import TestSupport

@testable import Operations
@testable import Server

extension RunningProvider: PermissionActs {
    /// Another process of the same installation, which has no picture of before.
    var installation: Installation {
        Installation(database: database, clock: clock, random: SeededRandom(seed: 3))
    }
}
