import Directory
import Foundation
import Operations
import SampleCity
import Subprocess
import SystemPackage

/// OpenLDAP beside the demo, where Debian's package is installed: the sample city as a directory server has it, in a
/// folder of the demo's, on a socket that our own user alone opens.
struct DemoDirectory: Sendable {
    let folder: String

    private static let program = "/usr/sbin/slapd"
    private static let loader = "/usr/sbin/slapadd"
    private static let modules = "/usr/lib/ldap"

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// The mapping file that reads it.
    var mappingFile: String { folder + "/directory.yaml" }

    /// `ldapi://` and the path of the socket, percent-encoded (RFC 4516 §2).
    var server: String { "ldapi://" + socket.replacing("/", with: "%2F") }

    private var socket: String { folder + "/ldapi" }

    init(data: String) {
        let path = URL(fileURLWithPath: data, isDirectory: true).standardizedFileURL.path
        folder = path + "/Directory"
    }

    /// Makes configuration and entries, unless an earlier start has; the mapping is written anew.
    func prepare() async throws {
        let files = FileManager.default
        try write(SampleDirectory.mapping(server: server), to: "directory.yaml")
        guard !files.fileExists(atPath: folder + "/config") else { return }
        for name in ["config", "entries"] {
            try files.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try write(configuration, to: "config.ldif")
        try write(SampleDirectory.schema, to: "schema.ldif")
        try write(try entries(), to: "city.ldif")
        try await load("config.ldif", database: 0)
        try await load("city.ldif", database: 1)
    }

    /// Serves until it is cancelled.
    func run() async throws {
        var options = PlatformOptions()
        // A terminal's Ctrl-C is ours to pass on: whoever still reads ends first.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
        let result = try await Subprocess.run(
            .path(FilePath(Self.program)), arguments: ["-F", folder + "/config", "-h", server, "-d", "0"],
            platformOptions: options, output: .discarded, error: .discarded)
        try Task.checkCancellation()
        throw CommandFailure(
            "slapd của bản chạy thử đã dừng: \(result.terminationStatus)",
            english: "the demo's slapd has ended: \(result.terminationStatus)", code: EX_UNAVAILABLE)
    }

    private func entries() throws(CommandFailure) -> String {
        do throws(TableError) { return try SampleDirectory.entries() } catch {
            throw .badData(
                "thành phố mẫu, \(error.text.vietnamese)", english: "the sample city, \(error.text.english)")
        }
    }

    private func load(_ file: String, database: Int) async throws {
        let result = try await Subprocess.run(
            .path(FilePath(Self.loader)),
            arguments: ["-q", "-n", "\(database)", "-F", folder + "/config", "-l", "\(folder)/\(file)"],
            output: .discarded, error: .string(limit: 4_096))
        guard result.terminationStatus.isSuccess else {
            // What was begun is no directory, and the next start would take it for one.
            try FileManager.default.removeItem(atPath: folder + "/config")
            throw CommandFailure(
                "slapadd không đọc được \(file): \(result.standardError ?? "")",
                english: "slapadd can't read \(file)", code: EX_UNAVAILABLE)
        }
    }

    private func write(_ text: String, to name: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    /// As LDIF of `cn=config`: our own user may read and change everything by SASL EXTERNAL, nobody else anything.
    private var configuration: String {
        let schemas = ["core", "cosine", "inetorgperson"].map { "include: file:///etc/ldap/schema/\($0).ldif" }
        return """
            dn: cn=config
            objectClass: olcGlobal
            cn: config

            dn: cn=module,cn=config
            objectClass: olcModuleList
            cn: module
            olcModulePath: \(Self.modules)
            olcModuleLoad: back_mdb
            olcModuleLoad: syncprov

            dn: cn=schema,cn=config
            objectClass: olcSchemaConfig
            cn: schema

            \(schemas.joined(separator: "\n"))
            include: file://\(folder)/schema.ldif

            dn: olcDatabase=mdb,cn=config
            objectClass: olcDatabaseConfig
            objectClass: olcMdbConfig
            olcDatabase: mdb
            olcSuffix: \(SampleDirectory.base)
            olcDbDirectory: \(folder)/entries
            olcSizeLimit: unlimited
            olcDbIndex: objectClass,entryUUID,entryCSN,uid eq
            olcAccess: to * by dn.exact=gidNumber=\(getgid())+uidNumber=\(getuid()),cn=peercred,cn=external,cn=auth manage \
            by * none

            dn: olcOverlay=syncprov,olcDatabase={1}mdb,cn=config
            objectClass: olcOverlayConfig
            objectClass: olcSyncProvConfig
            olcOverlay: syncprov
            olcSpSessionlog: 10000

            """
    }
}
