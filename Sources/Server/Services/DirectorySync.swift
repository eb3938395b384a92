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
        var doubts = 0
        while !Task.isCancelled {
            let began = clock.now
            do {
                let kept = isStart ? try await desk.kept() : nil
                isStart = false
                if let kept {
                    try await keepUp(from: kept, isHeld: false, by: lease)
                } else {
                    let whole = try await settle(desk.readWhole(), .whole, by: lease)
                    try await keepUp(from: whole.source, isHeld: whole.isHeld, by: lease)
                }
                // Not before: what fails after each whole reading would have everything read every few seconds.
                pause = Self.pause
                // Once happens. A server that never tells of what it shows would have everything read without an end.
                doubts = clock.now - began < Self.longestPause ? doubts + 1 : 0
                if doubts > 1 { try await pace.wait(min(Self.pause * (doubts - 1), Self.longestPause)) }
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

    /// Until everything has to be read: at night, or earlier.
    /// - Parameter isHeld: whether a whole reading has found that a plan has to be held.
    private func keepUp(
        from followed: FollowedSource, isHeld: Bool, by lease: HoldDirectoryLease.Lease
    ) async throws {
        let end = clock.now + desk.untilNextWhole(from: clock.now)
        switch desk.mapping.mode {
        case .full: try await wait(until: end)
        case .changes: try await askForChanges(from: followed, until: end, by: lease)
        case .live:
            do { try await follow(from: followed, isHeld: isHeld, until: end, by: lease) } catch {
                guard DirectoryFollower.isUnfollowable(error) else { throw error }
                logger.warning(
                    "the server has no content synchronisation (RFC 4533); it is asked for changes each minute")
                let marked = try await settle(desk.readWhole(isMarked: true), .whole, by: lease).source
                try await askForChanges(from: marked, until: end, by: lease)
            }
        }
    }

    private func askForChanges(
        from followed: FollowedSource, until end: Instant, by lease: HoldDirectoryLease.Lease
    ) async throws {
        var followed = followed
        while true {
            try await pace.wait(min(Self.poll, end - clock.now))
            guard clock.now < end else { return }
            let (read, kind) = try await desk.readChanges(since: followed)
            followed = try await settle(read, kind, by: lease).source
        }
    }

    private func wait(until end: Instant) async throws {
        while clock.now < end { try await pace.wait(end - clock.now) }
    }

    /// Goes on by the cookie when a connection ends, as long as there is one.
    private func follow(
        from followed: FollowedSource, isHeld: Bool, until end: Instant, by lease: HoldDirectoryLease.Lease
    ) async throws {
        var known = followed
        while clock.now < end {
            let follower = DirectoryFollower(desk, from: known)
            do {
                return try await follow(follower, isHeld: isHeld, until: end, by: lease)
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
        _ follower: DirectoryFollower, isHeld: Bool, until end: Instant, by lease: HoldDirectoryLease.Lease
    ) async throws {
        let window = QuietWindow(clock: clock, pace: pace)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await follower.run() }
            group.addTask { try await wait(until: end) }
            group.addTask {
                // It goes on without news, when the connection has ended: whose task says why.
                try await window.run(follower.quiet)
            }
            group.addTask { try await settleNews(of: follower, at: window, isHeld: isHeld, by: lease) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Until everything has to be read: what wasn't named has to be found gone by that, and so has what is held.
    private func settleNews(
        of follower: DirectoryFollower, at window: QuietWindow, isHeld: Bool, by lease: HoldDirectoryLease.Lease
    ) async throws {
        var isHeld = isHeld
        for await _ in window.ripe {
            guard let current = try await follower.current() else { continue }
            if current.isDoubtful { return }
            let settled: SettledSource
            do { settled = try await settle(current, .live, by: lease) } catch is KeptSourceGone { return }
            follower.rest(on: settled)
            // Once: reading it again and again would find the same.
            if settled.isHeld, !isHeld { return }
            isHeld = settled.isHeld
            if let due = settled.source.nextDue(after: clock.now) { window.expect(due) }
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
        case .held(let held, _), .staleDigest(let held):
            let reasons = held.reasons.map { $0.text(by: desk.mapping.limits).english }
            logger.warning(
                "the directory's plan waits for approval",
                metadata: ["digest": "\(held.digest)", "reasons": "\(reasons.joined(separator: "; "))"])
        case .refused(let why):
            logger.error("the directory's reading is refused", metadata: ["reason": "\(why)"])
        }
        if case .held(_, let departures?) = settled.outcome {
            logger.info(
                "who leaves by the directory's word has left, though its plan waits",
                metadata: ["run": "\(departures.run)", "people": "\(departures.plan.people.count)"])
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

extension SettledSource {
    fileprivate var isHeld: Bool {
        switch outcome {
        case .held, .staleDigest: true
        case .applied, .nothing, .refused: false
        }
    }
}
