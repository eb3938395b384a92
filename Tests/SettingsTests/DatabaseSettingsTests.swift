import Foundation
import Identity
import TestSupport
import Testing

@testable import Settings

/// Where the records are, and with which password, which is never shown.
@Suite struct DatabaseSettingsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func settings(_ environment: [String: String]) async throws -> Result<DatabaseSettings, ConfigurationErrors>
    {
        let configuration = await ProviderConfiguration(file: nil, environment: environment, overrides: ["data": "/d"])
        return Result { () throws(ConfigurationErrors) in try configuration.databaseSettings() }
    }

    @Test func `without an address it is a file beside the keys`() async throws {
        #expect(try await settings([:]).get() == .file("/d/hue-sso.sqlite"))
    }

    @Test func `an address is a server, with the password of a file or of the environment`() async throws {
        let address = "postgres://hue@db1,db2/hue?target_session_attrs=primary"
        let file = directory.path("password")
        try Data("from-file\n".utf8).write(to: URL(fileURLWithPath: file))
        var environment = ["HUE_SSO_DATABASE": address]
        #expect(
            try await settings(environment).get()
                == .server(DatabaseServerSettings(address: address, password: nil, connections: 8)))
        environment["HUE_SSO_DATABASE_PASSWORD_FILE"] = file
        environment["HUE_SSO_DATABASE_CONNECTIONS"] = "3"
        #expect(
            try await settings(environment).get()
                == .server(DatabaseServerSettings(address: address, password: "from-file", connections: 3)))
        environment["HUE_SSO_DATABASE_PASSWORD"] = "from-environment"
        guard case .server(let server) = try await settings(environment).get() else {
            Issue.record("no server")
            return
        }
        #expect(server.password == "from-environment")
    }

    @Test(arguments: [
        ["HUE_SSO_DATABASE": "postgres://hue:rat-bi-mat@db/hue"],
        ["HUE_SSO_DATABASE": "postgres://hue@db/hue?password=rat-bi-mat"],
        // What libpq reads as one: all until '@' or '/', and names that are written in escapes.
        ["HUE_SSO_DATABASE": "postgres://hue:rat-bi-mat?@db/hue"],
        ["HUE_SSO_DATABASE": "postgres://hue@db/hue?p%61ssword=rat-bi-mat"],
        ["HUE_SSO_DATABASE": "postgres://hue@db/hue?p%61ssword=rat-bi-mat&application_name=%FF"],
        ["HUE_SSO_DATABASE": "rat-bi-mat"],
        ["HUE_SSO_DATABASE": "postgres://hue@db/hue", "HUE_SSO_DATABASE_PASSWORD_FILE": "/nowhere"],
        ["HUE_SSO_DATABASE": "postgres://hue@db/hue", "HUE_SSO_DATABASE_PASSWORD": ""],
        ["HUE_SSO_DATABASE": "postgres://hue@db/hue", "HUE_SSO_DATABASE_CONNECTIONS": "0"],
    ])
    func `what can't be is said, and no password with it`(environment: [String: String]) async throws {
        guard case .failure(let errors) = try await settings(environment) else {
            Issue.record("accepted")
            return
        }
        #expect(errors.problems.count == 1)
        #expect(!errors.description.contains("rat-bi-mat"))
    }
}
