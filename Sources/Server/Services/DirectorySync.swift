import Audit
import CoreMetrics
import Directory
import Identity
import Logging
import Operations
import ServiceLifecycle

/// Keeps units and staff as the directory has them: everything every night, and in between what changes, as it changes where
/// the server tells it. At start it goes on from where it, or the node before it, was, or else reads everything. Of several
/// nodes one does so at a time (`DirectoryTurns`).
struct DirectorySync: Service {
    let desk: DirectoryDesk
    let clock: any WallClock
    let logger: Logger
    let metrics: any MetricsFactory
    var pace = Pace.real

    /// How long a server has to be quiet before a plan is made: a deletion and what comes in its place are then one.
    private static let window = Duration.milliseconds(300)
    /// How often changes are asked for where the server doesn't tell them by itself.
    private static let poll = Duration.seconds(60)
    /// After a failure; `LDAPSource` backs off by itself besides.
    private static let pause = Duration.seconds(5)
    private static let longestPause = Duration.minutes(5)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await DirectoryTurns(leases: desk.leases, clock: clock, logger: logger, pace: pace).run(keepTrue)
        }
    }

    /// As long as it's this node's turn.
    private func keepTrue(by lease: HoldDirectoryLease.Lease) async {
        var pause = Self.pause
        // Only at start: what couldn't be followed is read anew.
        var isStart = true
        while !Task.isCancelled {
            do {
                let kept = isStart ? try await desk.kept() : nil
                isStart = false
                let followed = if let kept { kept } else { try await readWhole(by: lease) }
                pause = Self.pause
                try await keepUp(from: followed, by: lease)
            } catch is DirectoryLeaseLost {
                return
            } catch {
                // What the shutdown, or the end of the turn, has cut off has not failed.
                guard !Task.isCancelled else { return }
                await report(error)
                do { try await pace.wait(pause) } catch { return }
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    private var act: Act { Act(actor: .schedule, origin: .local, now: clock.now) }

    private func readWhole(by lease: HoldDirectoryLease.Lease) async throws -> FollowedSource {
        let followed = try await desk.readWhole()
        return try await settle(followed, .whole, by: lease).source
    }

    /// Until the nightly reading is due.
    private func keepUp(from followed: FollowedSource, by lease: HoldDirectoryLease.Lease) async throws {
        let end = clock.now + desk.untilNextWhole(from: clock.now)
        switch desk.mapping.mode {
        case .full: try await wait(until: end)
        case .changes:
            var followed = followed
            while true {
                try await pace.wait(min(Self.poll, end - clock.now))
                guard clock.now < end else { return }
                let changed = try await desk.readChanges(since: followed)
                followed = try await settle(changed, .changes, by: lease).source
            }
        case .live: try await follow(from: followed, until: end, by: lease)
        }
    }

    private func wait(until end: Instant) async throws {
        while clock.now < end { try await pace.wait(end - clock.now) }
    }

    /// Goes on by the cookie when a connection ends, as long as there is one.
    private func follow(
        from followed: FollowedSource, until end: Instant, by lease: HoldDirectoryLease.Lease
    ) async throws {
        var known = followed
        while clock.now < end {
            let follower = DirectoryFollower(desk, from: known)
            do {
                return try await follow(follower, until: end, by: lease)
            } catch {
                guard !Task.isCancelled, !(error is DirectoryLeaseLost),
                    let resumed = follower.resumable(after: error)
                else { throw error }
                await report(error)
                try await pace.wait(Self.pause)
                known = resumed
            }
        }
    }

    private func follow(
        _ follower: DirectoryFollower, until end: Instant, by lease: HoldDirectoryLease.Lease
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await follower.run() }
            group.addTask { try await wait(until: end) }
            group.addTask {
                for await _ in follower.quiet {
                    try await pace.wait(Self.window)
                    guard let current = try await follower.current() else { continue }
                    // What wasn't named has to be found gone by a whole reading.
                    if current.isDoubtful { return }
                    do { follower.rest(on: try await settle(current, .live, by: lease)) } catch is KeptSourceGone {
                        return
                    }
                }
                // The connection has ended; its own task says why.
                try await wait(until: end)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// - Returns: with the source as it was taken, which a removal that wasn't one can have completed.
    private func settle(
        _ followed: FollowedSource, _ kind: DirectoryDesk.Reading, by lease: HoldDirectoryLease.Lease
    ) async throws -> SettledSource {
        let settled = try await desk.settle(followed, kind, by: lease, act)
        switch settled.outcome {
        case .nothing: break
        case .applied(let applied):
            logger.info("the directory's changes are applied", metadata: ["run": "\(applied.run)"])
        case .held(let held, _), .staleDigest(let held, _):
            logger.warning(
                "the directory's plan waits for approval",
                metadata: [
                    "digest": "\(held.digest)",
                    "reasons": "\(held.reasons.map(\.text.english).joined(separator: "; "))",
                ])
        case .refused(let why):
            logger.error("the directory's reading is refused", metadata: ["reason": "\(why)"])
        }
        return settled
    }

    private func report(_ error: any Error) async {
        Counter(label: "hue_sso_directory_failures", factory: metrics).increment()
        logger.error("the directory can't be followed; it is tried again", metadata: ["error": "\(error)"])
        do { try await desk.note(failure: error) } catch {
            logger.error("the directory's state can't be written down", metadata: ["error": "\(error)"])
        }
    }
}
