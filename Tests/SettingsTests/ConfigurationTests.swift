import Foundation
import Identity
import TestSupport
import Testing

@testable import Settings

/// The configuration: a file, over it the environment, over it the command line; and everything that is wrong at once.
@Suite struct ConfigurationTests {
    private let directory: TemporaryDirectory
    private var file: String { directory.path + "/hue-sso.yaml" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func configuration(
        _ yaml: String? = nil, environment: [String: String] = [:], overrides: [String: String] = [:]
    ) async throws -> ProviderConfiguration {
        if let yaml { try Data(yaml.utf8).write(to: URL(fileURLWithPath: file)) }
        return await ProviderConfiguration(
            file: yaml == nil ? nil : file, environment: environment, overrides: overrides)
    }

    /// What is wrong, a line each.
    private func problems(
        _ yaml: String?, environment: [String: String] = [:]
    ) async throws -> [ConfigurationProblem] {
        let configuration = try await configuration(yaml, environment: environment)
        do throws(ConfigurationErrors) { _ = try configuration.settings() } catch { return error.problems }
        return []
    }

    private static let whole = """
        issuer: https://sso.hue.gov.vn
        data: /var/lib/hue-sso
        listen:
          host: 0.0.0.0
          port: 8443
          administrative-port: 9090
        passwords:
          memory-kib: 1024
          iterations: 2
          parallelism: 1
          hashes-at-once: 3
        vneid:
          issuer: https://vneid.test
          client-id: hue
          client-secret: very secret
        """

    @Test func `a whole file becomes the provider's settings`() async throws {
        let settings = try await configuration(Self.whole).settings()
        #expect(settings.issuer.text == "https://sso.hue.gov.vn")
        #expect(settings.database == .file("/var/lib/hue-sso/hue-sso.sqlite"))
        #expect(settings.keysDirectory == "/var/lib/hue-sso/Keys")
        #expect(settings.listen.host == "0.0.0.0" && settings.listen.port == 8443)
        #expect(settings.listen.administrativePort == 9090 && settings.listen.certificate == nil)
        #expect(settings.passwords.parameters.memoryKiB == 1024 && settings.passwords.hashesAtOnce == 3)
        #expect(settings.vneid?.redirectURI == "https://sso.hue.gov.vn/vneid/callback")
        #expect(settings.vneid?.clientSecret == "very secret")
    }

    @Test func `without a word the defaults are safe`() async throws {
        let settings = try await configuration(overrides: ["issuer": "https://sso.hue.gov.vn"]).settings()
        #expect(settings.listen.host == "127.0.0.1" && settings.listen.port == 8080)
        #expect(settings.listen.administrativePort == nil && settings.vneid == nil)
        #expect(settings.passwords.parameters == .recommended)
        #expect(settings.keys == KeySettings(rotation: .hours(24 * 90), publication: .hours(24)))
    }

    @Test(arguments: [
        ("90d", "24h", KeySettings(rotation: .hours(2160), publication: .hours(24))),
        ("off", "24h", KeySettings(rotation: nil, publication: .hours(24))),
        ("48h", "24h", KeySettings(rotation: .hours(48), publication: .hours(24))),
        ("1h", "10m", KeySettings(rotation: .hours(1), publication: .minutes(10))),
        ("47h", "24h", nil), ("0", "24h", nil), ("never", "24h", nil), ("90", "24h", nil), ("90d", "9m", nil),
        ("90d", "off", nil), ("off", "31d", nil), ("3651d", "24h", nil),
    ])
    func `keys change by a span that leaves time to publish them, or not by themselves`(
        rotation: String, publication: String, settings: KeySettings?
    ) async throws {
        let configuration = try await configuration(overrides: [
            "issuer": "https://sso.hue.gov.vn", "keys.rotation": rotation, "keys.publication": publication,
        ])
        #expect((try? configuration.settings().keys) == settings)
        #expect((try? configuration.keySettings()) == settings)
    }

    @Test func `the environment goes before the file, the command line before both`() async throws {
        let variables = ["HUE_SSO_LISTEN_PORT": "8444", "HUE_SSO_VNEID_CLIENT_ID": "from-environment"]
        let configuration = try await configuration(
            Self.whole, environment: variables, overrides: ["vneid.client-id": "from-command-line"])
        let settings = try configuration.settings()
        #expect(settings.listen.port == 8444)
        #expect(settings.vneid?.clientID == "from-command-line")
        #expect(configuration.origin(of: .port) == .variable("HUE_SSO_LISTEN_PORT"))
        #expect(configuration.origin(of: .vneidClientID) == .commandLine)
        #expect(configuration.origin(of: .host) == .file("\(file):4"))
        #expect(configuration.origin(of: .certificate) == .missing)
    }

    @Test(arguments: Setting.all.map(\.key))
    func `every setting is read from its variable`(key: String) async throws {
        let setting = try #require(Setting.all.first { $0.key == key })
        let configuration = try await configuration(environment: [setting.variable: "a value"])
        #expect(configuration.text(setting) == "a value")
        #expect(configuration.origin(of: setting) == .variable(setting.variable))
    }

    @Test func `a key that nobody reads is named with its line`() async throws {
        let found = try await problems(Self.whole + "\nlisten2:\n  port: 1\nissuers: x\n")
        #expect(found.map(\.place) == ["\(file):17", "\(file):18"])
        #expect(
            found.map { $0.text.english.contains("listen2.port") || $0.text.english.contains("issuers") } == [
                true, true,
            ])
    }

    @Test func `all that is wrong is said at once, and where`() async throws {
        let yaml = """
            issuer: http://sso.hue.gov.vn
            listen:
              port: 99999
            passwords:
              memory-kib: lots
            tls:
              certificate: /etc/chain.pem
            vneid:
              issuer: http://vneid.test
            unknown: 1
            """
        let found = try await problems(yaml, environment: ["HUE_SSO_PASSWORDS_ITERATIONS": "-1"])
        let places = found.map { $0.place.replacingOccurrences(of: file, with: "file") }
        for line in [1, 3, 5, 9, 10] { #expect(places.contains("file:\(line)"), "line \(line) of \(places)") }
        #expect(places.contains("HUE_SSO_PASSWORDS_ITERATIONS"))
        #expect(places.contains("HUE_SSO_TLS_PRIVATE_KEY"))
    }

    @Test(arguments: [
        ("https://sso.hue.gov.vn", true), ("http://localhost:8080", true), ("http://127.0.0.1:8080", true),
        ("http://[::1]:8080", true), ("http://sso.hue.gov.vn", false), ("http://localhost.evil.test", false),
        ("http://127.0.0.1.evil.test", false), ("https://sso.hue.gov.vn/", false),
        ("https://sso.hue.gov.vn/x", false),
        ("https://sso.hue.gov.vn?x", false), ("https://a@sso.hue.gov.vn", false), ("ftp://localhost", false),
        ("sso.hue.gov.vn", false), ("", false),
    ])
    func `an issuer is an https origin, or http on loopback`(issuer: String, isGood: Bool) async throws {
        let found = try await problems("issuer: \"\(issuer)\"")
        #expect(found.isEmpty == isGood)
        #expect(found.allSatisfy { $0.text.english.hasPrefix("issuer ") })
    }

    @Test(arguments: [
        "issuer: [", "- a\n- b", "issuer: https://a.test\nissuer: https://b.test", "just words", "\u{FFFE}",
    ])
    func `a file that is no mapping is refused, with its name`(yaml: String) async throws {
        let found = try await problems(yaml)
        #expect(found.contains { $0.place.hasPrefix(file) })
    }

    @Test func `a file that isn't there is refused, with its name`() async throws {
        let configuration = await ProviderConfiguration(
            file: file, environment: [:], overrides: ["issuer": "https://sso.hue.gov.vn"])
        #expect(throws: ConfigurationErrors.self) { try configuration.settings() }
    }

    @Test func `no secret stands in what is said about it`() async throws {
        let secret = "c2VjcmV0LXRoYXQtbXVzdC1ub3QtYmUtc2hvd24"
        let configuration = try await configuration(
            "issuer: http://x.test\nvneid:\n  issuer: nonsense\n  client-secret: \(secret)\nmaster-key: \(secret)\n",
            environment: ["HUE_SSO_MASTER_KEY": secret])
        var said = ""
        do throws(ConfigurationErrors) { _ = try configuration.settings() } catch { said += "\(error)" }
        do throws(ConfigurationErrors) { _ = try configuration.masterKey() } catch { said += "\(error)" }
        #expect(said.contains("issuer") && said.contains("32 bytes"))
        #expect(!said.contains(secret))
        #expect(
            Setting.all.filter(\.isSecret).map(\.key) == ["master-key", "vneid.client-secret", "database-password"])
    }

    @Test func `the master key comes from the environment, else from a file, else it is asked for`()
        async throws
    {
        let keyFile = directory.path + "/master.key"
        try Data((String(repeating: "A", count: 43) + "\n").utf8).write(to: URL(fileURLWithPath: keyFile))
        _ = try await configuration(environment: ["HUE_SSO_MASTER_KEY_FILE": keyFile]).masterKey()
        _ = try await configuration(
            environment: [
                "HUE_SSO_MASTER_KEY": String(repeating: "A", count: 43),
                "HUE_SSO_MASTER_KEY_FILE": "/nowhere",
            ]
        ).masterKey()
        let missing = try await configuration()
        do throws(ConfigurationErrors) {
            _ = try missing.masterKey()
            Issue.record("there is no master key")
        } catch {
            #expect(error.problems.map(\.place) == ["HUE_SSO_MASTER_KEY"])
        }
    }

    // MARK: What an operator gets wrong in silence

    @Test(arguments: ["issuer: https://sso.hue.gov.vn\n", "# a comment\nissuer: https://sso.hue.gov.vn\n"])
    func `a byte order mark in front is no part of the file (R10)`(yaml: String) async throws {
        let configuration = try await configuration("\u{FEFF}" + yaml)
        #expect(try configuration.settings().issuer.text == "https://sso.hue.gov.vn")
    }

    @Test(arguments: ["", "# nothing yet\n", "\n\n# a\n# b", "~\n"])
    func `a file with nothing but comments says nothing, and is good`(yaml: String) async throws {
        let configuration = try await configuration(yaml, overrides: ["issuer": "https://sso.hue.gov.vn"])
        #expect(throws: Never.self) { try configuration.settings() }
    }

    @Test(arguments: ["null", "~", "", "Null", "NULL"])
    func `no value is none, and not the text that it is written as`(nothing: String) async throws {
        let configuration = try await configuration(
            "issuer: https://sso.hue.gov.vn\ntls:\n  certificate: \(nothing)\n  private-key: \(nothing)\nvneid: \(nothing)\n"
        )
        #expect(try configuration.settings().listen.certificate == nil)
        #expect(configuration.text(.certificate) == nil && configuration.text(.vneidClientID) == nil)
    }

    @Test(arguments: ["00123456", "370132319505285124", "12e4", "0x1F", "1.10", "12:30:45", "yes", "'null'", "\"~\""])
    func `a value is its letters (R18)`(text: String) async throws {
        let configuration = try await configuration("vneid:\n  client-id: \(text)\n")
        #expect(configuration.text(.vneidClientID) == text.trimmingCharacters(in: ["'", "\""]))
    }

    @Test func `a list is its parts with commas between, as a variable has them`() async throws {
        let configuration = try await configuration("listen:\n  host: [a, b]\ndata:\n- [x]\n")
        #expect(configuration.text(.host) == "a,b")
        #expect(throws: ConfigurationErrors.self) { try configuration.checkShape() }
    }

    @Test func `a variable of ours that no setting has is named (M11)`() async throws {
        let found = try await problems(
            "issuer: https://sso.hue.gov.vn",
            environment: ["HUE_SSO_VNEID_ISUER": "x", "HUE_SSO_BIN_DIR": "/usr/bin", "HUE_SSOX": "y", "PATH": "/bin"])
        #expect(found.map(\.place) == ["HUE_SSO_VNEID_ISUER"])
    }

    @Test(arguments: ["client-id: hue", "client-secret: secret"])
    func `half a registration with VNeID is refused (M11)`(half: String) async throws {
        let found = try await problems("issuer: https://sso.hue.gov.vn\nvneid:\n  \(half)\n")
        #expect(found.map(\.place) == ["\(file):3"])
        #expect(found.first?.text.english.contains("without vneid.issuer") == true)
    }

    @Test(arguments: ["vneid.client-secret", "vneid.client-id", "vneid.issuer", "listen.host", "tls.certificate"])
    func `an empty value is none that anybody meant (M11)`(key: String) async throws {
        let setting = try #require(Setting.all.first { $0.key == key })
        let found = try await problems(Self.whole, environment: [setting.variable: ""])
        #expect(
            found.contains { $0.place == setting.variable && $0.text.english.contains("must not be empty") }, "\(found)"
        )
    }

    @Test func `the two ports differ, and 0 is any`() async throws {
        let found = try await problems(
            "issuer: https://sso.hue.gov.vn\nlisten: { port: 9443, administrative-port: 9443 }\n")
        #expect(found.map(\.text.english) == ["listen.administrative-port must be another port than listen.port"])
        #expect(
            try await problems("issuer: https://sso.hue.gov.vn\nlisten: { port: 0, administrative-port: 0 }\n").isEmpty)
    }

    @Test func `an IPv6 address may stand in brackets`() async throws {
        let configuration = try await configuration("issuer: https://sso.hue.gov.vn\nlisten: { host: '[::1]' }\n")
        #expect(try configuration.settings().listen.host == "::1")
    }
}
