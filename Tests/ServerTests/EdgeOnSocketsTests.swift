import AsyncHTTPClient
import NIOCore
import Settings
import Subprocess
import TestSupport
import Testing
import Wire

@testable import Server

/// What the edge does with true sockets: over HTTP/2, with proxies, with another certificate, and when it stops.
@Suite(.bothDatabases) struct EdgeOnSocketsTests {
    private static let metadata = "/.well-known/openid-configuration"

    // MARK: HTTP/2

    @Test func `over HTTP/2 too many header fields are 431, and what browsers send is answered (R5)`() async throws {
        try await SocketServer.serve(tls: true) { serving in
            // The first request of a connection comes before the client can have acknowledged our settings.
            for (bytes, answer) in [(16_200, "\"issuer\""), (60_000, "\"issuer\""), (70_000, "header fields are too")] {
                let received = try await RawHTTP2.get(
                    Self.metadata, port: serving.port, trusting: serving.certificate.chain, cookieBytes: bytes,
                    until: answer)
                #expect(received, "\(bytes) bytes")
            }
        }
    }

    @Test func `over HTTP/2 a method of nobody is 501 and leaves no series behind (H6)`() async throws {
        try await SocketServer.serve(tls: true) { serving in
            let requests = (0..<20).map { number in
                var request = HTTPClientRequest(url: "https://localhost:\(serving.port)/")
                request.method = .RAW(value: "BREW\(number)" + String(repeating: "X", count: 10_000))
                return request
            }
            let statuses = try await SocketServer.statuses(requests, trusting: serving.certificate.chain)
            #expect(Set(statuses) == [501])
            let exposition = serving.running.provider.metrics.exposition()
            #expect(!exposition.contains("BREW"))
            #expect(exposition.contains("reason=\"unknown-method\",status=\"501\"} 20.0"))
        }
    }

    // MARK: Proxies

    /// The address that the audit log has for a client's request that is refused.
    private static func loggedAddress(
        _ settings: ConnectionSettings, _ fields: [(String, String)]
    ) async throws -> String? {
        let (addresses, address) = AsyncStream.makeStream(of: String.self)
        try await SocketServer.serve(settings) { serving in
            try await serving.running.register()
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(serving.port)/oauth2/token")
            request.method = .POST
            let secret = Base64.encode(Array("platform:the+secret+of+platform".utf8))
            request.headers.add(name: "authorization", value: "Basic \(secret)")
            for (name, value) in fields { request.headers.add(name: name, value: value) }
            request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: "grant_type=authorization_code&code=none"))
            _ = try await SocketServer.statuses([request])
            for event in try await serving.running.events().suffix(1) { address.yield(event.address) }
            address.finish()
        }
        return await addresses.first { _ in true }
    }

    @Test func `the audit log names whom a trusted proxy names (R23)`() async throws {
        let trusting = ConnectionSettings(trustedProxies: [try #require(IPNetwork("127.0.0.0/8"))])
        let fields = [("X-Forwarded-For", "198.51.100.1, 203.0.113.9"), ("Forwarded", "for=198.51.100.2")]
        #expect(try await Self.loggedAddress(trusting, fields) == "203.0.113.9")
        var forwarded = trusting
        forwarded.forwardingField = .forwarded
        #expect(try await Self.loggedAddress(forwarded, fields) == "198.51.100.2")
        let others = ConnectionSettings(trustedProxies: [try #require(IPNetwork("10.0.0.0/8"))])
        #expect(try await Self.loggedAddress(others, fields) == "127.0.0.1")
        #expect(try await Self.loggedAddress(ConnectionSettings(), fields) == "127.0.0.1")
    }

    @Test func `limits count whom a trusted proxy names, and not the proxy (R23)`() async throws {
        let trusting = ConnectionSettings(trustedProxies: [try #require(IPNetwork("127.0.0.0/8"))])
        let wide = Rate(burst: 1_000, perSecond: 1)
        let rates = RateSettings(
            signIn: Rates(address: wide, all: wide),
            begin: Rates(address: Rate(burst: 1, perSecond: 0.001), all: wide),
            refused: Rates(address: wide, all: wide))
        try await SocketServer.serve(trusting, rates: rates) { serving in
            try await serving.running.register()
            let query = FormParameters(Browser.request()).encoded()
            for (client, isOver) in [("203.0.113.1", false), ("203.0.113.1", true), ("203.0.113.2", false)] {
                var request = HTTPClientRequest(url: "http://127.0.0.1:\(serving.port)/oauth2/authorize?" + query)
                request.headers.add(name: "x-forwarded-for", value: client)
                let statuses = try await SocketServer.statuses([request])
                #expect((statuses == [429]) == isOver, "\(client): \(statuses)")
            }
        }
    }

    // MARK: TLS

    @Test func `a renewed certificate is read again, and a broken one changes nothing (R24)`() async throws {
        try await SocketServer.serve(tls: true) { serving in
            let url = "https://localhost:\(serving.port)\(Self.metadata)"
            let renewed = CertificateFiles(
                chain: serving.directory.path + "/new.pem", privateKey: serving.directory.path + "/new-key.pem")
            try await SocketServer.makeCertificate(renewed)
            func listen(_ files: CertificateFiles) -> ListenSettings {
                ListenSettings(host: "127.0.0.1", port: 0, certificate: files, administrativePort: nil)
            }
            func answers(_ chain: String) async -> Bool {
                let statuses = try? await SocketServer.statuses([HTTPClientRequest(url: url)], trusting: chain)
                return statuses == [200]
            }
            // The key isn't the certificate's.
            let mixed = CertificateFiles(chain: renewed.chain, privateKey: serving.certificate.privateKey)
            #expect(throws: ConfigurationErrors.self) { try serving.server.reload(listen(mixed)) }
            #expect(await answers(serving.certificate.chain))
            try serving.server.reload(listen(renewed))
            #expect(await answers(renewed.chain))
            #expect(await !answers(serving.certificate.chain))
        }
    }

    // MARK: Bodies of strangers

    @Test(arguments: ["Content-Length: 200000", "Transfer-Encoding: chunked"])
    func `who is no platform is refused before a long question is read`(length: String) async throws {
        try await SocketServer.serve { serving in
            // Nothing of the body is ever sent: whoever waited for it would answer 408.
            let asked = try await Subprocess.run(
                .path("/bin/bash"),
                arguments: [
                    "-c",
                    """
                    exec 3<>/dev/tcp/127.0.0.1/\(serving.port)
                    printf 'POST /access/v1/evaluation HTTP/1.1\\r\\nHost: x\\r\\n' >&3
                    printf 'Authorization: Basic Ymk6d3Jvbmc=\\r\\nContent-Type: application/json\\r\\n' >&3
                    printf '\(length)\\r\\n\\r\\n' >&3
                    read -r line <&3; echo "$line"
                    """,
                ],
                output: .string(limit: 1_024), error: .discarded)
            #expect(asked.standardOutput.hasPrefix("HTTP/1.1 401 "), "\(asked.standardOutput)")
        }
    }

    // MARK: The stop

    @Test func `a stop ends, whatever peers do (F3)`() async throws {
        try await SocketServer.serve(ConnectionSettings(stop: .seconds(1))) { serving in
            // The end of `serve` waits for the stop; a body that is never sent would hold it for ever.
            let stalled = try await Subprocess.run(
                .path("/bin/bash"),
                arguments: [
                    "-c",
                    """
                    exec 3<>/dev/tcp/127.0.0.1/\(serving.port)
                    printf 'POST /oauth2/token HTTP/1.1\\r\\nHost: x\\r\\nExpect: 100-continue\\r\\n' >&3
                    printf 'Content-Length: 9\\r\\n\\r\\n' >&3
                    read -r line <&3; echo "$line"
                    # Keeps the connection open beyond this script.
                    (sleep 60 <&3 >/dev/null 2>&1 &)
                    """,
                ],
                output: .string(limit: 1_024), error: .discarded)
            #expect(stalled.standardOutput.hasPrefix("HTTP/1.1 100 "))
        }
    }
}

/// HEAD has no effects (security.md L3): it is answered where GET has none either.
@Suite(.bothDatabases) struct HeadTests {
    @Test(arguments: [
        "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth2/jwks",
        "/.well-known/authzen-configuration",
    ])
    func `what is published can be asked for by HEAD`(path: String) async throws {
        let browser = Browser(try RunningProvider())
        let (get, head) = (try await browser.get(path), try await browser.head(path))
        #expect(head.status == 200 && head.text.isEmpty)
        #expect(head.header("content-length") == String(get.text.utf8.count))
        #expect(head.header("content-type") == get.header("content-type"))
    }

    @Test(arguments: ["/oauth2/authorize", "/oauth2/logout", "/vneid/callback", "/", "/device", "/sign-in/x"])
    func `what acts refuses HEAD, and leaves nothing in the audit log`(path: String) async throws {
        let provider = try RunningProvider()
        let reply = try await Browser(provider).head(path)
        #expect([405, 404].contains(reply.status), "\(reply.status)")
        #expect(try await provider.events().isEmpty)
    }
}
