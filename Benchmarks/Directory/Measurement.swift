import Cryptography
import Directory
import Foundation
import Identity
import Operations
import Permissions
import PolicyFiles

/// One process that does what the server does, and says what it took.
struct Measurement {
    private let folder: URL
    private let installation: Installation

    private struct Clock: WallClock {
        var now: Instant { Instant(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000)) }
    }

    init(in folder: URL) throws {
        self.folder = folder
        installation = try Installation(
            records: .file(folder.appending(path: "hue-sso.sqlite").path), clock: Clock(), random: KernelRandomSource()
        )
    }

    func run(_ stage: Stage) async throws {
        switch stage {
        case .join: try await join()
        case .again: try await again()
        case .follow: try await follow()
        case .resume: try await resume()
        }
    }

    private func join() async throws {
        try await applyPolicy()
        let desk = try await desk()
        let (figures, outcome) = try await Figures.measure { try await readAndSettle(desk) }
        try figures.print(
            "everybody joins (read, plan, apply)", outcome, within: .seconds(15), memory: 150)
        try await decide("the first decision after it")
        print("permissions compiled: \(installation.permissions.compilations), the time before anybody joined included")
    }

    private func again() async throws {
        let desk = try await desk()
        try await decide("the first decision after a restart")
        let (figures, outcome) = try await Figures.measure { try await readAndSettle(desk) }
        try figures.print("read in full, nothing changed", outcome, within: .seconds(5))
    }

    private func follow() async throws {
        let desk = try await desk()
        let whole = try await desk.settle(try await desk.readWhole(), .whole, act).source
        try await decide("the first decision after a restart")
        let follower = DirectoryFollower(desk, from: whole)
        try await following(follower) {
            let (figures, outcome) = try await Figures.measure { try await settleNext(desk, follower) }
            try figures.print("everything told anew, to get a cookie", outcome)
            let compilations = installation.permissions.compilations
            try await LargeSlapd.change(in: folder)
            let (change, seen) = try await Figures.measure { () async throws -> String in
                let outcome = try await settleNext(desk, follower)
                _ = try await installation.currentPermissions(at: installation.clock.now).get()
                return outcome
            }
            // The service waits for 1.5 s at most before it; both together are less than two seconds.
            try change.print(
                "one change, until a decision sees it", seen, within: .milliseconds(500))
            print("permissions compiled for it: \(installation.permissions.compilations - compilations)")
        }
    }

    private func resume() async throws {
        let desk = try await desk()
        try await decide("the first decision after a restart")
        let (figures, outcome) = try await Figures.measure { () async throws -> String in
            guard let kept = try await desk.kept() else { return "nothing was kept" }
            let follower = DirectoryFollower(desk, from: kept)
            var outcome = ""
            try await following(follower) { outcome = try await settleNext(desk, follower) }
            return outcome
        }
        try figures.print(
            "by the cookie after a restart, nothing changed", outcome, within: .milliseconds(500))
    }

    /// What the service does whenever the server has nothing more to tell, without the window that it waits before.
    private func settleNext(_ desk: DirectoryDesk, _ follower: DirectoryFollower) async throws -> String {
        for await _ in follower.quiet {
            guard let current = try await follower.current() else { continue }
            let settled = try await desk.settle(current, .live, act)
            follower.rest(on: settled)
            return word(of: settled.outcome)
        }
        return "the connection has ended"
    }

    private func following(_ follower: DirectoryFollower, _ body: () async throws -> Void) async throws {
        let run = Task { try await follower.run() }
        defer { run.cancel() }
        try await body()
    }

    private func readAndSettle(_ desk: DirectoryDesk) async throws -> String {
        let (read, followed) = try await Figures.measure { try await desk.readWhole() }
        try read.print("  of that the reading")
        return word(of: try await desk.settle(followed, .whole, act).outcome)
    }

    private func word(of outcome: ApplyDirectory.Outcome) -> String {
        switch outcome {
        case .applied: return "applied"
        case .nothing: return "nothing"
        case .held(let held, _), .staleDigest(let held): return "held: \(held.reasons)"
        case .refused(let why): return "refused: \(why)"
        }
    }

    private func decide(_ name: String) async throws {
        let (figures, state) = try await Figures.measure {
            try await installation.currentPermissions(at: installation.clock.now).get()
        }
        try figures.print(name, "\(state.tree.units.count) units")
    }

    private var act: Act { Act(actor: .schedule, origin: .local, now: installation.clock.now) }

    private func desk() async throws -> DirectoryDesk {
        let rules = try await DirectoryDesk.rules(of: installation).get()
        let file = PolicyFile(
            name: "directory.yaml",
            text: try String(contentsOf: folder.appending(path: "directory.yaml"), encoding: .utf8))
        let mapping = try DirectoryFileReader.read(file, positions: rules.positions, kinds: Set(rules.below.keys))
        return try DirectoryDesk(installation, mapping, text: file.text)
    }

    /// That of the folder in which `make bench` runs, but that centres may have stations: the invented city has them.
    private func applyPolicy() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "Policies").filter { $0.hasSuffix(".yaml") }
        let files = try names.sorted().map { name in
            let text = try String(contentsOfFile: "Policies/" + name, encoding: .utf8)
            return PolicyFile(
                name: name,
                text: text.replacing(
                    "below: [thanh_pho, van_phong, so, phuong, xa]",
                    with: "below: [thanh_pho, van_phong, so, phuong, xa, don_vi_su_nghiep]"))
        }
        _ = try await ApplyPolicy(installation).run(files, from: act.now, replacing: nil, act)
    }
}
