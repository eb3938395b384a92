import Foundation
import Synchronization
import TestSupport

/// A real OpenLDAP on loopback, loaded with an invented city, gone with the test. Debian's slapd has to be installed.
package final class Slapd: Sendable {
    /// What a test wants of it.
    package struct Plan: Sendable {
        package enum Layout: String, Sendable { case nested, flat, ad }

        package var layout = Layout.flat
        package var people = 60
        /// `large` for thousands of units.
        package var profile = "city"
        package var units: Int?
        package var hasGroups = false
        /// Content synchronisation, with a log of what was deleted.
        package var hasSync = true
        package var hasPasswordPolicy = false
        /// `olcLimits` of the reader, after its name.
        package var limits = "size=unlimited time=unlimited"
        /// `olcAccess` values that come before those that let the reader read everything.
        package var access: [String] = []
        /// Whether the reader may read everything, without limits; else nobody has set it up yet.
        package var hasReader = true
        /// More attributes of `cn=config`.
        package var global: [String] = []
        /// Serves ldaps:// and StartTLS with this.
        package var certificate: TestCertificates?
        /// Whether it writes down what it is asked, for `searches(_:)`.
        package var logsOperations = false
        /// LDIF that is loaded after the city.
        package var more = ""
        /// LDIF that is loaded in place of the city, the base among it.
        package var city: String?
        /// What it holds.
        package var base = Slapd.base

        package init() {}

        package func with(_ change: (inout Plan) -> Void) -> Plan {
            var plan = self
            change(&plan)
            return plan
        }
    }

    package static let base = "dc=hue,dc=gov,dc=vn"
    package static let reader = "cn=hue-sso,ou=dich-vu,dc=hue,dc=gov,dc=vn"
    package static let readerPassword = "reader-mat-khau"
    package static let administrator = "cn=admin,dc=hue,dc=gov,dc=vn"
    package static let administratorPassword = "admin-mat-khau"

    /// Where this file's data lies.
    static let data = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "City").path

    package let port: Int
    package let securePort: Int
    private let plan: Plan
    private let folder: TemporaryDirectory
    private let process: Mutex<Daemon?>

    package var url: String { "ldap://127.0.0.1:\(port)" }
    package var secureURL: String { "ldaps://127.0.0.1:\(securePort)" }
    /// The path of its socket.
    package var socket: String { folder.path("ldapi") }
    package var socketURL: String { "ldapi://" + socket.replacing("/", with: "%2F") }

    /// Runs one for as long as a body needs it.
    @discardableResult package static func run<Result>(
        _ plan: Plan = Plan(), _ body: (Slapd) async throws -> Result
    ) async throws -> Result {
        let slapd = try await Slapd(plan)
        do {
            try await slapd.start()
            let result = try await body(slapd)
            await slapd.stop()
            return result
        } catch {
            await slapd.stop()
            throw error
        }
    }

    private init(_ plan: Plan) async throws {
        self.plan = plan
        folder = try TemporaryDirectory()
        port = try freePort()
        securePort = try freePort()
        process = Mutex(nil)
        for name in ["config", "data"] {
            try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
        }
        try await load()
    }

    // MARK: Its life

    package func start() async throws {
        let daemon = Daemon(
            "/usr/sbin/slapd",
            // What is always said, that it has started among it; and operations with their results, where somebody looks.
            [
                "-d", plan.logsOperations ? "256" : "32768", "-F", folder.path("config"), "-h",
                "\(url)/ \(secureURL)/ \(socketURL)",
            ])
        process.withLock { $0 = daemon }
        try await daemon.wait { $0.contains("slapd starting") ? true : nil }
        // It says so a moment before it listens.
        while try !isListening(port) { try await Task.sleep(for: .milliseconds(5)) }
    }

    package func stop() async {
        await taken()?.stop()
    }

    package func kill() async {
        await taken()?.kill()
    }

    /// Lets it hang, with its sockets open, until `thaw()`.
    package func freeze() { process.withLock { $0?.signal(.suspend) } }

    package func thaw() { process.withLock { $0?.signal(.resume) } }

    private func taken() -> Daemon? {
        process.withLock { daemon in
            defer { daemon = nil }
            return daemon
        }
    }

    // MARK: Its content

    /// Changes entries by LDIF, as its administrator.
    package func change(_ ldif: String) async throws {
        try await runTool(
            "/usr/bin/ldapmodify",
            ["-x", "-H", url, "-D", "cn=admin,\(plan.base)", "-w", Self.administratorPassword], input: ldif)
    }

    /// Changes its configuration, as its administrator.
    package func configure(_ ldif: String) async throws {
        try await runTool(
            "/usr/bin/ldapmodify",
            ["-x", "-H", url, "-D", "cn=admin,cn=config", "-w", Self.administratorPassword], input: ldif)
    }

    /// How many searches it was asked since its start, or since somebody last looked, whose filter has a text in it.
    package func searches(_ text: String) async throws -> Int {
        // What it was asked before this one, it has written down before this one; in small letters, as all names.
        let mark = UUID().uuidString.lowercased()
        try await runTool(
            "/usr/bin/ldapsearch",
            [
                "-x", "-H", url, "-D", Self.administrator, "-w", Self.administratorPassword, "-b", Self.base, "-s",
                "base",
                "(cn=\(mark))",
            ])
        guard let daemon = process.withLock(\.self) else { return 0 }
        let log = try await daemon.wait { $0.contains(mark) ? $0 : nil }
        return log.split(separator: "\n").count { line in
            line.firstRange(of: "filter=\"").map { line[$0.upperBound...].contains(text) } ?? false
        }
    }

    private func load() async throws {
        try Data(configuration.utf8).write(to: URL(filePath: folder.path("config.ldif")))
        try await runTool(
            "/usr/sbin/slapadd", ["-n", "0", "-F", folder.path("config"), "-l", folder.path("config.ldif")])
        try Data((try await generated() + "\n" + plan.more).utf8).write(to: URL(filePath: folder.path("city.ldif")))
        // `-w` writes the newest change number, which nobody goes on with where there is no overlay.
        try await runTool(
            "/usr/sbin/slapadd",
            (plan.hasSync ? ["-q", "-w"] : ["-q"]) + [
                "-F", folder.path("config"), "-b", plan.base, "-l", folder.path("city.ldif"),
            ])
    }

    private func generated() async throws -> String {
        if let city = plan.city { return city }
        var arguments = [
            Self.data + "/generate.py", plan.profile, "--layout", plan.layout.rawValue, "--people", "\(plan.people)",
            "--units-file", Self.data + "/org-units.tsv",
        ]
        if let units = plan.units { arguments += ["--units", "\(units)"] }
        if plan.hasGroups { arguments.append("--groups") }
        return try await runTool("/usr/bin/python3", arguments)
    }

    private var configuration: String {
        let tls =
            plan.certificate.map {
                """

                olcTLSCACertificateFile: \($0.authority)
                olcTLSCertificateFile: \($0.certificate)
                olcTLSCertificateKeyFile: \($0.key)
                olcTLSVerifyClient: never
                """
            } ?? ""
        let global = plan.global.map { "\n" + $0 }.joined()
        let access =
            plan.access + [
                "to attrs=userPassword by anonymous auth by self write by * none",
                "to *" + (plan.hasReader ? " by dn.exact=\"\(Self.reader)\" read" : "")
                    + " by dn.regex=\"gidNumber=.*cn=external,cn=auth\" read by anonymous auth by self read by * none",
            ]
        return """
            dn: cn=config
            objectClass: olcGlobal
            cn: config\(tls)\(global)

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

            include: file://\(Self.data)/schema-hue.ldif

            include: file://\(Self.data)/schema-ad.ldif

            dn: olcDatabase={0}config,cn=config
            objectClass: olcDatabaseConfig
            olcDatabase: {0}config
            olcRootDN: cn=admin,cn=config
            olcRootPW: \(Self.administratorPassword)

            dn: olcDatabase={1}mdb,cn=config
            objectClass: olcDatabaseConfig
            objectClass: olcMdbConfig
            olcDatabase: {1}mdb
            olcDbDirectory: \(folder.path("data"))
            olcDbMaxSize: 1073741824
            olcDbNoSync: TRUE
            olcSuffix: \(plan.base)
            olcRootDN: cn=admin,\(plan.base)
            olcRootPW: \(Self.administratorPassword)
            olcDbIndex: objectClass,uid\(plan.hasReader ? ",entryUUID,entryCSN" : "") eq
            olcLimits: dn.exact="\(plan.hasReader ? Self.reader : Self.administrator)" \(plan.limits)
            olcLimits: dn.regex="gidNumber=.*cn=external,cn=auth" size=unlimited
            \(access.map { "olcAccess: \($0)" }.joined(separator: "\n"))

            \(plan.hasSync ? Self.syncOverlay : "")
            \(plan.hasPasswordPolicy ? Self.policyOverlay : "")
            """
    }

    private static let syncOverlay = """
        dn: olcOverlay=syncprov,olcDatabase={1}mdb,cn=config
        objectClass: olcOverlayConfig
        objectClass: olcSyncProvConfig
        olcOverlay: syncprov
        olcSpSessionlog: 1000

        """

    private static let policyOverlay = """
        dn: olcOverlay=ppolicy,olcDatabase={1}mdb,cn=config
        objectClass: olcOverlayConfig
        objectClass: olcPPolicyConfig
        olcOverlay: ppolicy
        olcPPolicyUseLockout: TRUE

        """
}
