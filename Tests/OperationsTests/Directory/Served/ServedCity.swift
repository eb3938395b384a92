import Directory
import Foundation
import LDAPTestSupport
import Permissions
import PolicyFiles
import TestSupport
import Testing

@testable import Operations

/// An installation with the repository's policies, and a real slapd that its units and staff come from, read by an
/// example of the documentation.
struct ServedCity: Sendable {
    let here: TestInstallation
    let slapd: Slapd
    private let mapping: String

    private static let package = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../../../..").standardizedFileURL

    /// - Parameters:
    ///   - change: what the mapping says otherwise than the example.
    ///   - policies: what the policies say otherwise than the repository's.
    static func run(
        _ plan: Slapd.Plan, reading example: String = "openldap-flat", _ change: (String) -> String = { $0 },
        policies: (PolicyFile) -> PolicyFile = { $0 }, _ body: (ServedCity) async throws -> Void
    ) async throws {
        let here = try TestInstallation()
        try await here.apply(try files().map(policies))
        here.clock.advance(by: .minutes(1))
        let text = try document("Directory/\(example).yaml")
        try await Slapd.run(plan) { slapd in
            try await body(ServedCity(here: here, slapd: slapd, mapping: change(text)))
        }
    }

    static func files() throws -> [PolicyFile] {
        try FileManager.default.contentsOfDirectory(
            at: package.appending(path: "Policies"), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "yaml" && !$0.lastPathComponent.hasSuffix(".test.yaml") }
            .map { PolicyFile(name: $0.lastPathComponent, text: try String(contentsOf: $0, encoding: .utf8)) }
    }

    /// A file of the documentation.
    static func document(_ path: String) throws -> String {
        try String(contentsOf: package.appending(path: "Documentation").appending(path: path), encoding: .utf8)
    }

    /// A desk that has never failed, and so has no server at rest.
    ///
    /// - Parameters:
    ///   - url: where its server is; the slapd's own socket, if it isn't said.
    ///   - bind: as the mapping says who reads.
    ///   - stopwatch: by what a server that has failed is left alone.
    ///   - change: what the mapping says otherwise, line by line.
    func desk(
        _ url: String? = nil, bind: String = "{ sasl: external }",
        stopwatch: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        changing change: (String) -> String = { $0 }
    ) async throws -> DirectoryDesk {
        var lines = mapping.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.removeAll { $0.hasPrefix("  - ldap") || $0.hasPrefix("tls:") }
        let text = lines.map { line in
            if line.hasPrefix("servers:") { return "servers: [\"\(url ?? slapd.socketURL)\"]" }
            return line.hasPrefix("bind:") ? "bind: \(bind)" : line
        }.map(change).joined(separator: "\n")
        let rules = try await DirectoryDesk.rules(of: here.installation).get()
        return try DirectoryDesk(
            here.installation,
            DirectoryFileReader.read(
                PolicyFile(name: "directory.yaml", text: text), positions: rules.positions,
                kinds: Set(rules.below.keys)),
            text: text, stopwatch: stopwatch)
    }

    /// Reads everything and brings the records to it, as the server does every night.
    @discardableResult func settle(over url: String? = nil) async throws -> ApplyDirectory.Outcome {
        let desk = try await desk(url)
        return try await desk.settle(try await desk.readWhole(), .whole, here.act).outcome
    }

    /// What a person who looks at the plan sees.
    func preview(over url: String? = nil) async throws -> DirectoryPreview { try await desk(url).preview() }

    /// Looks, and says yes.
    @discardableResult func approve() async throws -> ApplyDirectory.Outcome {
        let desk = try await desk()
        return try await desk.apply(try await desk.preview(), here.act)
    }

    /// What a whole reading finds now.
    func tree() async throws -> SourceTree { try #require(try await desk().readWhole().tree) }
}
