import Database
import Identity

extension Installation {
    /// How far the clock may be from the database's. Two nodes that may differ by so much each are still within what our own
    /// moments are believed by (`Instant.clockTolerance`).
    package static let clockTolerance = Duration.seconds(5)

    /// Compares the clock with the database's, which all nodes share, and follows that one where ours is far from it.
    /// - Returns: how far the machine's clock is ahead of the database's at the least; negative, where it is behind.
    @discardableResult
    package func compareClocks() async throws -> Duration {
        let (asked, askedOfMachine) = (clock.now, clock.machineNow)
        guard let askedOfMachine, let there = try await database.millisecondsSince1970() else { return .zero }
        let moment = Instant(millisecondsSince1970: there)
        let (answered, answeredByMachine) = (clock.now, clock.machineNow ?? askedOfMachine)
        if Self.lead(of: moment, asked, answered).magnitude > Self.clockTolerance { clock.follow(moment) }
        return Self.lead(of: moment, askedOfMachine, answeredByMachine)
    }

    /// How far a clock is ahead of a moment that was read at some time between two moments of it.
    private static func lead(of moment: Instant, _ asked: Instant, _ answered: Instant) -> Duration {
        asked > moment ? asked - moment : min(answered - moment, .zero)
    }
}

extension Duration {
    /// How long it is, whichever way.
    var magnitude: Duration { self < .zero ? .zero - self : self }
}
