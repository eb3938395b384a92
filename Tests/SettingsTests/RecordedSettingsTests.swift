import Foundation
import TestSupport
import Testing

@testable import Settings

/// What one machine says to all nodes by the records.
@Suite struct RecordedSettingsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func configuration(_ values: [String: String]) async -> ProviderConfiguration {
        let environment = values.map { ("HUE_SSO_" + $0.uppercased().replacing(/[.-]/, with: "_"), $1) }
        return await ProviderConfiguration(file: nil, environment: Dictionary(uniqueKeysWithValues: environment))
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = directory.path(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func setting(_ key: String) throws -> Setting { try #require(Setting.all.first { $0.key == key }) }

    /// As another node reads what was written.
    private func shared(_ values: [String: String]) async throws -> RecordedSettings {
        try RecordedSettings(await configuration(values).recordable().encoded)
    }

    private static let minimal = ["issuer": "https://sso.hue.gov.vn"]

    @Test func `a node that says nothing itself has all from the records`() async throws {
        let shared = try await shared(
            Self.minimal.merging([
                "keys.rotation": "30d", "rates.sign-in.all": "10+1/s", "registration.enabled": "true",
            ]) { $1 })
        let node = await configuration([:]).completed(by: shared)
        let settings = try node.settings()
        #expect(settings.issuer.text == "https://sso.hue.gov.vn")
        #expect(settings.keys.rotation == .hours(30 * 24))
        #expect(settings.registration != nil)
        #expect(node.origin(of: try setting("issuer")) == .records)
        #expect(node.origin(of: try setting("keys.publication")) == .fallback)
        let alone = await configuration([:])
        #expect(throws: ConfigurationErrors.self) { try alone.settings() }
    }

    @Test func `what a node says itself goes before it`() async throws {
        let shared = try await shared(Self.minimal.merging(["keys.rotation": "30d"]) { $1 })
        let node = await configuration(["keys.rotation": "60d"]).completed(by: shared)
        #expect(try node.settings().keys.rotation == .hours(60 * 24))
        #expect(node.origin(of: try setting("keys.rotation")) == .variable("HUE_SSO_KEYS_ROTATION"))
    }

    /// The secret of VNeID is everybody's; those of one machine's files and databases aren't.
    @Test func `secrets that all share are shared, and what is one node's own never is`() async throws {
        let secret = [
            "vneid.client-secret": "rat-bi-mat", "vneid.issuer": "https://vneid.test", "vneid.client-id": "hue",
        ]
        let ofOneNode = [
            "master-key": "A", "master-key-file": "/m", "database-password": "p", "database": "postgres://db/hue",
            "data": "/d", "listen.port": "1", "proxies.trusted": "10.0.0.0/8", "vneid.key-file": "/k",
            "passwords.hashes-at-once": "1", "tls.certificate": "/c",
        ]
        let shared = await configuration(Self.minimal.merging(secret) { $1 }.merging(ofOneNode) { $1 }).recordable()
        #expect(Set(shared.settings.map(\.key)) == Set(Self.minimal.keys).union(secret.keys))
        // Nor is it taken, whoever has put it there.
        let forced = RecordedSettings(values: ["listen.port": "9999", "issuer": "https://sso.hue.gov.vn"], files: [:])
        #expect(try await configuration([:]).completed(by: forced).settings().listen.port == 8080)
    }

    @Test func `files go with the settings that name them, and those that they name in turn`() async throws {
        let secret = try file("giao-duc.secret", "s3cret\n")
        let upstreams = try file(
            "upstreams.json",
            """
            {"upstreams": [{"id": "giao-duc", "issuer": "https://id.giaoduc.test", "name": {"vi": "Giáo dục", "en": "Education"},
            "client_id": "hue", "client_secret_file": "\(secret)"}]}
            """)
        let mapping = try file("directory.yaml", "sources: []\n")
        let given = Self.minimal.merging(["federation.upstreams": upstreams, "directory.mapping": mapping]) { $1 }
        let shared = try await shared(given)
        let before = try await configuration(given).settings()
        for path in [secret, upstreams, mapping] { try FileManager.default.removeItem(atPath: path) }

        let node = await configuration([:]).completed(by: shared)
        let after = try node.settings()
        #expect(after.upstreams.map(\.id) == before.upstreams.map(\.id) && !after.upstreams.isEmpty)
        #expect(node.directoryMapping?.path == mapping)
        #expect(node.directoryMapping?.contents == Array("sources: []\n".utf8))
        // Nodes that have the same from their own files and from the records are alike.
        let key = [UInt8](repeating: 1, count: 32)
        #expect(after.shared.digest(key: key) == before.shared.digest(key: key))
    }

    @Test func `a file that could not be read is known, and missed by who has it from the records`() async throws {
        let shared = try await shared(
            Self.minimal.merging(["tokens.assertion-issuers": "/nowhere.json", "directory.mapping": "/none.yaml"]) {
                $1
            })
        #expect(Set(shared.missingFiles) == ["/nowhere.json", "/none.yaml"])
        let problems = await configuration([:]).completed(by: shared).readSettings().problems
        #expect(problems.map(\.place) == ["database"])
        #expect(try #require(problems.first).text.english.contains("'/nowhere.json' can't be read"))
    }

    @Test func `large files are read as they were written`() async throws {
        let mapping = try file("directory.yaml", String(repeating: "# a city\n", count: 40_000))
        let shared = try await shared(Self.minimal.merging(["directory.mapping": mapping]) { $1 })
        #expect(shared.missingFiles.isEmpty)
        #expect(await configuration([:]).completed(by: shared).directoryMapping?.contents?.count == 360_000)
    }

    /// What the sharing node says itself doesn't hide what is wrong for the others.
    @Test func `another node has the records' word, whatever is said here`() async throws {
        let shared = RecordedSettings(values: ["issuer": "nonsense", "keys.rotation": "1m"], files: [:])
        let here = await configuration(Self.minimal.merging(["keys.rotation": "30d", "listen.port": "9000"]) { $1 })
        #expect(try here.completed(by: shared).settings().listen.port == 9000)
        let there = here.elsewhere(by: shared)
        #expect(there.readSettings().problems.map(\.place) == ["database", "database"])
        #expect(there.text(try setting("listen.port")) == "9000")
    }

    @Test func `a key without a value says nothing`() async throws {
        let path = try file("hue-sso.yaml", "issuer: ~\nkeys: { rotation: }\ndirectory: { mapping: }\n")
        let shared = RecordedSettings(
            values: ["issuer": "https://sso.hue.gov.vn", "directory.mapping": "/d"], files: ["/d": [1]])
        let own = await ProviderConfiguration(file: path, environment: [:])
        #expect(own.recordable().settings.isEmpty)
        let node = own.completed(by: shared)
        #expect(node.origin(of: try setting("issuer")) == .records)
        #expect(node.directoryMapping?.contents == [1])
        #expect(node.origin(of: try setting("keys.rotation")) == .file(path + ":2"))
    }

    @Test func `what a node has from the records it doesn't share as its own`() async throws {
        let shared = try await shared(Self.minimal)
        let node = await configuration(["keys.rotation": "30d"]).completed(by: shared)
        #expect(node.recordable().settings.map(\.key) == ["keys.rotation"])
    }

    @Test func `settings of a later version mean nothing, and what are no settings is refused`() async throws {
        let later = Array(
            #"{"values":{"issuer":"https://sso.hue.gov.vn","later.setting":"x"},"files":{},"more":1}"#.utf8)
        #expect(
            try await configuration([:]).completed(by: RecordedSettings(later)).settings().issuer.text.hasSuffix("vn"))
        for text in [
            "", "[]", "{}", #"{"values":{}}"#, #"{"values":{"a":1},"files":{}}"#, #"{"values":{},"files":{"a":"*"}}"#,
        ] {
            #expect(throws: RecordedSettingsError.self, "\(text)") { try RecordedSettings(Array(text.utf8)) }
        }
    }
}
