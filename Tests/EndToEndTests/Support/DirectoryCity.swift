import Foundation
import LDAPTestSupport
import Subprocess

/// An empty city with its policies, and a slapd that its units and staff are to come from.
struct DirectoryCity: Sendable {
    let city: Installation
    let slapd: Slapd
    private let example: String

    /// - Parameters:
    ///   - policies: a folder; the repository's, if it isn't said.
    ///   - change: what the mapping says otherwise than the documentation's example.
    static func run(
        _ plan: Slapd.Plan, policies: String = Installation.policies, _ change: (String) -> String = { $0 },
        _ body: (DirectoryCity) async throws -> Void
    ) async throws {
        let city = try await Installation.empty()
        defer { city.remove() }
        try await city.succeed("policy", "apply", policies)
        try await Slapd.run(plan) { slapd in
            let name =
                switch plan.layout {
                case .flat: "openldap-flat"
                case .nested: "openldap-nested"
                case .ad: "active-directory"
                }
            let file = Installed.package.appendingPathComponent("Documentation/Directory/\(name).yaml")
            let directory = DirectoryCity(
                city: city, slapd: slapd, example: change(try String(contentsOf: file, encoding: .utf8)))
            try directory.connect()
            try await body(directory)
        }
    }

    var mappingFile: String { city.data.path + "/directory.yaml" }

    /// Writes the mapping file: the servers in their order, and who reads; the slapd's own socket, if it isn't said.
    func connect(_ urls: [String]? = nil, authority: String? = nil, bind: String = "{ sasl: external }") throws {
        var lines = example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.removeAll { $0.hasPrefix("  - ldap") || $0.hasPrefix("tls:") }
        let text = lines.flatMap { line in
            if line.hasPrefix("servers:") {
                let servers = (urls ?? [slapd.socketURL]).map { "\"\($0)\"" }.joined(separator: ", ")
                return ["servers: [\(servers)]"] + (authority.map { ["tls: { ca: \"\($0)\" }"] } ?? [])
            }
            return [line.hasPrefix("bind:") ? "bind: \(bind)" : line]
        }.joined(separator: "\n")
        try Data(text.utf8).write(to: URL(fileURLWithPath: mappingFile))
    }

    /// The documentation's account, by its name and a file with its password.
    func reader(_ dn: String = Slapd.reader, password: String = Slapd.readerPassword) throws -> String {
        let file = city.data.appendingPathComponent("ldap-password")
        try Data((password + "\n").utf8).write(to: file)
        return "{ dn: \"\(dn)\", password-file: \"\(file.path)\" }"
    }

    func callAsFunction(_ arguments: String...) async throws -> ProgramRun {
        try await city.run(["directory"] + arguments + ["--mapping", mappingFile])
    }

    /// A `directory` command that runs beside a test.
    func start(_ arguments: String...) throws -> ChildProcess {
        try ChildProcess(
            Installed.program("hue-sso"),
            ["directory"] + arguments + ["--mapping", mappingFile] + Assumed.on(city.data),
            environment: Assumed.masterKeyEnvironment, log: city.data.appendingPathComponent("directory.log"))
    }

    /// The plan that a reading makes now.
    func plan() async throws -> JSON { try JSON(try await self("plan", "--json").output.utf8) }

    /// The units as they are, or were at a moment.
    func units(at moment: String? = nil) async throws -> [String: String] {
        let run = try await city.run(
            ["unit", "tree", "--json"] + (moment.map { ["--at", $0] } ?? []))
        let units = try JSON(run.output.utf8).array ?? []
        return Dictionary(
            units.compactMap { unit in unit["id"].string.map { ($0, unit["name"].string ?? "") } },
            uniquingKeysWith: { one, _ in one })
    }
}

extension JSON {
    /// The names of the lists of a plan that aren't empty.
    var filledLists: Set<String> {
        Set(
            (object ?? [:]).flatMap { name, value -> [String] in
                if let list = value.array { return list.isEmpty ? [] : [name] }
                return (value.object ?? [:]).filter { $0.value.array?.isEmpty != true }.map { "\(name).\($0.key)" }
            })
    }
}
