import Foundation
import Subprocess
import SystemPackage

/// A real slapd on a socket, with 6,000 units and 100,000 invented people in it (or as many as are asked for).
struct LargeSlapd: Sendable {
    static let base = "dc=hue,dc=gov,dc=vn"
    private static let data = "Tests/LDAPTestSupport/City"
    /// As whom slapd knows this process over its socket. By an expression (`dn.regex`) it would be compiled anew for each
    /// value of each entry, and reading would take ten times as long.
    private static let reader = "gidNumber=\(getgid())+uidNumber=\(getuid()),cn=peercred,cn=external,cn=auth"

    let folder: URL

    /// Makes the entries and loads them, which takes half a minute.
    init(in folder: URL, units: Int, people: Int) async throws {
        self.folder = folder
        for name in ["config", "data"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        try configuration.write(to: folder.appending(path: "config.ldif"), atomically: true, encoding: .utf8)
        try await Tool.run("/usr/sbin/slapadd", ["-n", "0", "-F", path("config"), "-l", path("config.ldif")])
        let city = [Self.data + "/generate.py", "large", "--units", "\(units)", "--people", "\(people)"]
        try await Tool.run("/usr/bin/python3", city, into: path("city.ldif"))
        try await Tool.run(
            "/usr/sbin/slapadd", ["-q", "-w", "-F", path("config"), "-b", Self.base, "-l", path("city.ldif")])
        try writeChange()
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    private var url: String { "ldapi://" + path("ldapi").replacing("/", with: "%2F") }

    /// `Documentation/Directory/openldap-nested.yaml`, over the socket.
    func mapping() throws -> String {
        let example = try String(contentsOfFile: "Documentation/Directory/openldap-nested.yaml", encoding: .utf8)
        var lines = example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.removeAll { $0.hasPrefix("  - ldap") || $0.hasPrefix("tls:") }
        return lines.map { line in
            if line.hasPrefix("servers:") { return "servers: [\"\(url)\"]" }
            return line.hasPrefix("bind:") ? "bind: { sasl: external }" : line
        }.joined(separator: "\n")
    }

    /// Serves for as long as a body runs.
    func serve(_ body: @Sendable () async throws -> Void) async throws {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
        let outcome = try await Subprocess.run(
            .path("/usr/sbin/slapd"), arguments: ["-d", "0", "-F", path("config"), "-h", url],
            platformOptions: options, input: .none, output: .discarded, error: .discarded
        ) { slapd in
            while !FileManager.default.fileExists(atPath: path("ldapi")) {
                try await Task.sleep(for: .milliseconds(20))
            }
            try await body()
            try slapd.send(signal: .terminate)
        }
        guard outcome.terminationStatus.isSuccess else { throw Tool.Failed("slapd: \(outcome.terminationStatus)") }
    }

    /// Makes a change ready for ``change()``: the last person of the city becomes a director, which nobody of them is.
    private func writeChange() throws {
        let city = try Data(contentsOf: folder.appending(path: "city.ldif"))
        // Lines are folded (RFC 2849).
        let last = String(decoding: city.suffix(4_096), as: UTF8.self).replacing("\n ", with: "")
            .split(separator: "\n").last { $0.hasPrefix("dn:") }
        guard let name = last else { throw Tool.Failed("nobody is in the city") }
        let title = Data("Giám đốc".utf8).base64EncodedString()
        try "\(name)\nchangetype: modify\nreplace: title\ntitle:: \(title)\n".write(
            to: folder.appending(path: "change.ldif"), atomically: true, encoding: .utf8)
    }

    /// One change, as an administrator makes it.
    static func change(in folder: URL) async throws {
        let url = "ldapi://" + folder.appending(path: "ldapi").path.replacing("/", with: "%2F")
        try await Tool.run(
            "/usr/bin/ldapmodify",
            ["-Q", "-Y", "EXTERNAL", "-H", url, "-f", folder.appending(path: "change.ldif").path])
    }

    private var configuration: String {
        """
        dn: cn=config
        objectClass: olcGlobal
        cn: config

        dn: cn=module{0},cn=config
        objectClass: olcModuleList
        cn: module{0}
        olcModulePath: /usr/lib/ldap
        olcModuleLoad: back_mdb
        olcModuleLoad: syncprov
        olcModuleLoad: ppolicy

        dn: cn=schema,cn=config
        objectClass: olcSchemaConfig
        cn: schema

        include: file:///etc/ldap/schema/core.ldif

        include: file:///etc/ldap/schema/cosine.ldif

        include: file:///etc/ldap/schema/inetorgperson.ldif

        include: file://\(FileManager.default.currentDirectoryPath)/\(Self.data)/schema-hue.ldif

        dn: olcDatabase={1}mdb,cn=config
        objectClass: olcDatabaseConfig
        objectClass: olcMdbConfig
        olcDatabase: {1}mdb
        olcDbDirectory: \(path("data"))
        olcDbMaxSize: 2147483648
        olcSuffix: \(Self.base)
        olcRootDN: cn=admin,\(Self.base)
        olcDbIndex: objectClass,entryUUID,entryCSN,uid eq
        olcLimits: dn.exact="\(Self.reader)" size=unlimited
        olcAccess: to * by dn.exact="\(Self.reader)" write by * none

        dn: olcOverlay=syncprov,olcDatabase={1}mdb,cn=config
        objectClass: olcOverlayConfig
        objectClass: olcSyncProvConfig
        olcOverlay: syncprov
        olcSpSessionlog: 10000

        """
    }
}

/// Programs that are run to their end.
enum Tool {
    struct Failed: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    static func run(_ program: String, _ arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), input: .none, output: .discarded,
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Failed("\(program) \(arguments): \(result.standardError)")
        }
    }

    /// With its output in a file.
    static func run(_ program: String, _ arguments: [String], into file: String) async throws {
        let output = try FileDescriptor.open(
            FilePath(file), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), input: .none,
            output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Failed("\(program) \(arguments): \(result.standardError)")
        }
    }
}
