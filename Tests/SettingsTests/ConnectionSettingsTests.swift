import Foundation
import TestSupport
import Testing
import Wire

@testable import Settings

/// What is said of connections and proxies: safe without a word, and every mistake told by its place.
@Suite struct ConnectionSettingsTests {
    private func listen(_ yaml: String) async throws -> Result<ListenSettings, ConfigurationErrors> {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/hue-sso.yaml"
        try Data(("issuer: https://sso.hue.gov.vn\n" + yaml).utf8).write(to: URL(fileURLWithPath: file))
        let configuration = await ProviderConfiguration(file: file, environment: [:])
        do throws(ConfigurationErrors) { return .success(try configuration.settings().listen) } catch {
            return .failure(error)
        }
    }

    @Test func `without a word nobody is believed, and every wait ends`() async throws {
        let connections = try await listen("").get().connections
        #expect(connections.trustedProxies.isEmpty && !connections.expectsProxyProtocol && connections.atMost == nil)
        #expect(connections.handshake == .seconds(10) && connections.head == .seconds(10))
        #expect(connections.body == .seconds(20) && connections.idle == .seconds(60))
        #expect(connections.request == .seconds(30) && connections.stop == .seconds(10))
    }

    @Test func `all of it can be said`() async throws {
        let connections = try await listen(
            """
            listen: { connections: 500, proxy-protocol: true }
            proxies: { trusted: "10.0.0.0/8, 2001:db8::/32 192.0.2.1", header: Forwarded }
            deadlines: { handshake-seconds: 1, head-seconds: 2, body-seconds: 3, idle-seconds: 4, request-seconds: 5,
              stop-seconds: 6 }
            """
        ).get().connections
        #expect(connections.atMost == 500 && connections.expectsProxyProtocol)
        #expect(connections.trustedProxies.map(\.description) == ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1/32"])
        #expect(connections.forwardingField == .forwarded)
        #expect(connections.handshake == .seconds(1) && connections.head == .seconds(2))
        #expect(connections.body == .seconds(3) && connections.idle == .seconds(4))
        #expect(connections.request == .seconds(5) && connections.stop == .seconds(6))
    }

    @Test(arguments: [
        ("listen: { connections: 3 }", "listen.connections"), ("listen: { proxy-protocol: ja }", "true or false"),
        ("listen: { proxy-protocol: true }", "proxies.trusted"),
        ("proxies: { trusted: \"10.0.0.0/8, 10.1.2.3/8\" }", "10.1.2.3/8"),
        ("proxies: { trusted: nginx.hue.vn }", "nginx.hue.vn"), ("proxies: { header: via }", "x-forwarded-for"),
        ("deadlines: { head-seconds: 0 }", "deadlines.head-seconds"),
        ("deadlines: { stop-seconds: never }", "deadlines.stop-seconds"),
        ("deadlines: { body: 20 }", "deadlines.body"),
    ])
    func `a mistake is told with its name`(yaml: String, says: String) async throws {
        guard case .failure(let errors) = try await listen(yaml) else {
            Issue.record("\(yaml) is taken")
            return
        }
        #expect(errors.problems.count == 1)
        #expect(errors.description.contains(says))
    }
}
