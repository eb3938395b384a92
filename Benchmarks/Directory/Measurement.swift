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
            records: .file(folder.appending(path: "hue-sso.sqlite").path), clock: Clock(), random: OpenSSLRandomSource()
        )
    }

    func run(_ stage: Stage) async throws {
        switch stage {
        case .join: try await join()
        case .again: try await again()
        }
    }

    private func join() async throws {
        try await applyPolicy()
        let desk = try await desk()
        let (figures, outcome) = try await Figures.measure { try await readAndSettle(desk) }
        figures.print("everybody joins (read, plan, apply)", outcome)
        try await decide("the first decision after it")
    }

    private func again() async throws {
        let desk = try await desk()
        try await decide("the first decision after a restart")
        let (figures, outcome) = try await Figures.measure { try await readAndSettle(desk) }
        figures.print("read in full, nothing changed", outcome)
    }

    private func readAndSettle(_ desk: DirectoryDesk) async throws -> String {
        let (read, followed) = try await Figures.measure { try await desk.readWhole() }
        read.print("  of that the reading")
        switch try await desk.settle(followed, .whole, act).outcome {
        case .applied: return "applied"
        case .nothing: return "nothing"
        case .held(let held, _), .staleDigest(let held, _): return "held: \(held.reasons)"
        case .refused(let why): return "refused: \(why)"
        }
    }

    private func decide(_ name: String) async throws {
        let (figures, state) = try await Figures.measure {
            try await installation.currentPermissions(at: installation.clock.now).get()
        }
        figures.print(name, "\(state.tree.units.count) units")
    }

    private var act: Act { Act(actor: .schedule, origin: .local, now: installation.clock.now) }

    private func desk() async throws -> DirectoryDesk {
        let rules = try await DirectoryDesk.rules(of: installation).get()
        let file = PolicyFile(
            name: "directory.yaml",
            text: try String(contentsOf: folder.appending(path: "directory.yaml"), encoding: .utf8))
        let mapping = try DirectoryFileReader.read(file, positions: rules.positions, kinds: Set(rules.below.keys))
        return try DirectoryDesk(installation, mapping)
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
