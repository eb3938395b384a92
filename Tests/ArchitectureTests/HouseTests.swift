import Foundation
import Testing

/// The invariants of the house that no compiler holds: acts are in Operations and nowhere else, and edges know no store.
@Suite struct HouseTests {
    private func files(of room: String) throws -> [String] {
        let files = try Package.swiftFiles(below: "Sources/\(room)")
        try #require(!files.isEmpty)
        return files
    }

    @Test(arguments: ["Server", "hue-sso"])
    func `an edge imports neither Storage nor Database`(room: String) throws {
        for file in try files(of: room) {
            let stores = Set(try Package.imports(file)).intersection(["Storage", "Database"])
            #expect(stores.isEmpty, "\(file) imports \(stores.sorted())")
        }
    }

    @Test func `an audit event is written in Operations only`() throws {
        for room in try Package.rooms() where room != "Operations" {
            for file in try Package.swiftFiles(below: "Sources/\(room)") {
                #expect(try !Package.text(file).contains("AuditEvent("), "\(file)")
            }
        }
    }

    @Test func `Operations knows neither HTTP nor arguments`() throws {
        for file in try files(of: "Operations") {
            let edges = try Package.imports(file).filter { module in
                ["ArgumentParser", "HTTPTypes", "AsyncHTTPClient"].contains(module) || module.hasPrefix("Hummingbird")
                    || module.hasPrefix("NIO")
            }
            #expect(edges.isEmpty, "\(file) imports \(edges)")
        }
    }

    @Test func `nobody outside of Database names a driver`() throws {
        for room in try Package.rooms() where room != "Database" {
            for file in try Package.swiftFiles(below: "Sources/\(room)") {
                let drivers = try Package.imports(file).filter { ["CPostgres", "CSQLite"].contains($0) }
                #expect(drivers.isEmpty, "\(file) imports \(drivers)")
            }
        }
    }

    /// What keeps what a reading transaction saw.
    private static let keepers: Set = [
        "Sources/Operations/Clients/CurrentClients.swift", "Sources/Operations/Clients/BrowserOrigins.swift",
        "Sources/Operations/Permissions/CurrentPermissions.swift",
    ]

    /// PostgreSQL may run a closure again, or undo what it did (Database/Room.md). What a block makes itself is gone with
    /// it.
    @Test func `what is in a transaction changes nothing that a lock guards`() throws {
        for file in try files(of: "Operations") where !Self.keepers.contains(file) {
            let text = try Package.text(file)
            guard text.contains("withLock") else { continue }
            let blocks =
                Package.blocks(in: text, openedBy: /\.(?:read|write|upkeep|settle)(?:\([^{}]*\))? ?\{/)
                + Package.blocks(in: text, openedBy: /(?:func|init|extension)\b[^{}]*Transaction\b[^{}]*\{/)
            #expect(!blocks.contains { $0.contains("withLock") && !$0.contains("Mutex(") }, "\(file)")
        }
    }

    @Test func `no file is longer than a thought`() throws {
        for file in try Package.swiftFiles(below: "Sources") {
            let lines = try Package.text(file).split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 301, "\(file) has \(lines) lines")
        }
    }

    /// The table of Operations, which gives each grant to its own settlement.
    private static let grantTable = "Sources/Operations/Tokens/TokenPipeline.swift"

    @Test func `grants are told apart by OpenIDConnect's own folder and by one table`() throws {
        for room in try Package.rooms() {
            for file in try Package.swiftFiles(below: "Sources/\(room)") {
                guard !file.hasPrefix("Sources/OpenIDConnect/Grants/"), file != Self.grantTable else { continue }
                let isSwitch = try Package.text(file).contains(
                    /case \.(authorizationCode|clientCredentials|refreshToken)\b.*:/)
                #expect(!isSwitch, "\(file)")
            }
        }
    }

    @Test func `every room has a plate at its door`() throws {
        for room in try Package.rooms() where !room.hasPrefix("C") || room == "Cryptography" {
            #expect((try? Package.text("Sources/\(room)/Room.md")) != nil, "\(room) has no Room.md")
        }
    }
}
