import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL
import Settings
import TestSupport
import Testing

@testable import Server

/// The server on a socket of its own: with a certificate it speaks TLS 1.2 or newer, HTTP/2 and HTTP/1.1 (P84).
@Suite(.bothDatabases) struct ServeTLSTests {
    private static func makeCertificate(in directory: String) async throws -> CertificateFiles {
        let files = SocketServer.certificate(in: directory)
        try await SocketServer.makeCertificate(files)
        return files
    }

    /// Serves for as long as a body runs, which gets the port and the certificate's file.
    static func serve(
        tls: Bool = true, _ body: @Sendable (Int, String) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let certificate = tls ? try await makeCertificate(in: directory.path) : nil
        let running = try RunningProvider()
        // Its database lies in a directory that must outlive the server.
        defer { withExtendedLifetime(running) {} }
        let server = ProviderServer(
            running.provider,
            listen: ListenSettings(
                host: "127.0.0.1", port: 0, certificate: certificate, administrativePort: nil))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { port.finish() }
            try await server.run { port.yield($0) }
        }
        let result: Result<Void, any Error>
        do {
            var iterator = ports.makeAsyncIterator()
            let bound = try #require(await iterator.next(), "the server does not start")
            try await body(bound, directory.path + "/chain.pem")
            result = .success(())
        } catch {
            result = .failure(error)
        }
        serving.cancel()
        _ = await serving.result
        try result.get()
    }

    /// One request for the metadata, by a client of the given configuration.
    private static func get(
        _ url: String, _ configuration: HTTPClient.Configuration
    ) async throws -> (status: UInt, version: Int, headers: [String: String]) {
        let client = HTTPClient(configuration: configuration)
        let result: Result<HTTPClientResponse, any Error>
        do {
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
            _ = try await response.body.collect(upTo: 1 << 20)
            result = .success(response)
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        let response = try result.get()
        let headers = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $0 + ", " + $1 }
        return (response.status.code, response.version.major, headers)
    }

    static func trusting(_ chain: String) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(chain))
        return tls
    }

    @Test(arguments: [(HTTPClient.Configuration.HTTPVersion.automatic, 2), (.http1Only, 1)])
    func `with a certificate the server speaks HTTP/2, and HTTP/1.1 to who knows no other`(
        offered: HTTPClient.Configuration.HTTPVersion, version: Int
    ) async throws {
        try await Self.serve { port, chain in
            var configuration = HTTPClient.Configuration(tlsConfiguration: try Self.trusting(chain))
            configuration.httpVersion = offered
            let reply = try await Self.get(
                "https://localhost:\(port)/.well-known/openid-configuration", configuration)
            #expect(reply.status == 200)
            #expect(reply.version == version)
            #expect(reply.headers["strict-transport-security"]?.hasPrefix("max-age=31536000") == true)
            #expect(reply.headers["x-content-type-options"] == "nosniff")
        }
    }

    @Test(arguments: [(TLSVersion.tlsv1, false), (.tlsv11, false), (.tlsv12, true), (.tlsv13, true)])
    func `TLS before 1.2 is refused`(version: TLSVersion, isSpoken: Bool) async throws {
        try await Self.serve { port, chain in
            var tls = try Self.trusting(chain)
            tls.minimumTLSVersion = version
            tls.maximumTLSVersion = version
            var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
            configuration.timeout.connect = .seconds(10)
            configuration.connectionPool.retryConnectionEstablishment = false
            let answer: Result<UInt, any Error>
            do {
                answer = .success(try await Self.get("https://localhost:\(port)/", configuration).status)
            } catch {
                answer = .failure(error)
            }
            #expect(((try? answer.get()) == 200) == isSpoken, "\(answer)")
        }
    }

    @Test func `the TLS port answers nothing in the clear`() async throws {
        try await Self.serve { port, _ in
            var configuration = HTTPClient.Configuration()
            configuration.connectionPool.retryConnectionEstablishment = false
            let reply = try? await Self.get("http://localhost:\(port)/", configuration)
            #expect(reply == nil)
        }
    }

    @Test func `without a certificate the server speaks HTTP/1.1 in the clear`() async throws {
        try await Self.serve(tls: false) { port, _ in
            let reply = try await Self.get(
                "http://localhost:\(port)/.well-known/openid-configuration", HTTPClient.Configuration())
            #expect(reply.status == 200 && reply.version == 1)
        }
    }

    @Test func `a certificate that can't be read stops the start`() async throws {
        let directory = try TemporaryDirectory()
        let server = ProviderServer(
            try RunningProvider().provider,
            listen: ListenSettings(
                host: "127.0.0.1", port: 0,
                certificate: CertificateFiles(
                    chain: directory.path + "/no", privateKey: directory.path + "/no"),
                administrativePort: nil))
        let why = await #expect(throws: ConfigurationErrors.self) { try await server.run { _ in } }
        #expect(why?.problems.map(\.place) == [directory.path + "/no", directory.path + "/no"])
    }
}
