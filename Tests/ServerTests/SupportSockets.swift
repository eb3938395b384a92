import AsyncHTTPClient
import NIOCore
import NIOSSL
import OpenIDConnect
import ServiceLifecycle
import Settings
import Subprocess
import TestSupport
import Testing

@testable import Server

/// A provider on true sockets, and who asks it there.
enum SocketServer {
    /// A server on a port of its own, as long as a test needs it.
    struct Serving: Sendable {
        let running: RunningProvider
        let server: ProviderServer
        let port: Int
        /// Where clients are asked for certificates; 0 for nowhere.
        let certificatePort: Int
        let directory: TemporaryDirectory
        let group: ServiceGroup

        var certificate: CertificateFiles { SocketServer.certificate(in: directory.path) }
    }

    static func certificate(in directory: String) -> CertificateFiles {
        CertificateFiles(chain: directory + "/chain.pem", privateKey: directory + "/key.pem")
    }

    static func makeCertificate(_ files: CertificateFiles) async throws {
        let openssl = try await Subprocess.run(
            .path("/usr/bin/openssl"),
            arguments: [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", files.privateKey,
                "-out", files.chain,
            ],
            output: .discarded, error: .string(limit: 64 << 10))
        try #require(openssl.terminationStatus.isSuccess, "openssl makes no certificate: \(openssl.standardError)")
    }

    private struct ReadyServer: Service {
        let server: ProviderServer
        let port: AsyncStream<Int>.Continuation

        func run() async throws { try await server.run { port.yield($0) } }
    }

    /// Serves for as long as a body runs, then stops gracefully.
    /// - Parameter mutualTLS: how clients' certificates are looked at; with it there is a port that asks for them.
    static func serve(
        tls: Bool = false, _ connections: ConnectionSettings = ConnectionSettings(),
        rates: RateSettings = .standard, mutualTLS: MutualTLS? = nil,
        _ body: @Sendable (Serving) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let files = tls ? certificate(in: directory.path) : nil
        if let files { try await makeCertificate(files) }
        let running = try RunningProvider(rates: rates, mutualTLS: mutualTLS)
        let certificatePort = try mutualTLS.map { _ in try freePort() }
        let server = ProviderServer(
            running.provider,
            listen: ListenSettings(
                host: "127.0.0.1", port: 0, certificate: files, administrativePort: nil,
                certificatePort: certificatePort, connections: connections))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [ReadyServer(server: server, port: port)], logger: running.provider.logger))
        let serving = Task {
            defer { port.finish() }
            try await group.run()
        }
        let result: Result<Void, any Error>
        do {
            var iterator = ports.makeAsyncIterator()
            let bound = try #require(await iterator.next(), "the server does not start")
            try await body(
                Serving(
                    running: running, server: server, port: bound, certificatePort: certificatePort ?? 0,
                    directory: directory, group: group))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        _ = await serving.result
        // Its database lies in a directory that must outlive the server.
        withExtendedLifetime(running) {}
        try result.get()
    }

    /// Sends requests over one client, and gives their statuses.
    static func statuses(
        _ requests: [HTTPClientRequest], trusting chain: String? = nil
    ) async throws -> [UInt] {
        var configuration = HTTPClient.Configuration()
        if let chain {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(chain))
            configuration.tlsConfiguration = tls
        }
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        let client = HTTPClient(configuration: configuration)
        var statuses: [UInt] = []
        do {
            for request in requests {
                let response = try await client.execute(request, timeout: .seconds(30))
                _ = try await response.body.collect(upTo: 1 << 20)
                statuses.append(response.status.code)
            }
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
        return statuses
    }
}
