import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import Operations
import ServiceLifecycle
import Settings

/// The provider as a service: the public port, the administrative one, and the housekeeping, until it is told to stop.
/// Requests under way are finished first.
package struct ProviderServer: Service {
    private let provider: Provider
    private let listen: ListenSettings

    package init(_ provider: Provider, listen: ListenSettings) {
        self.provider = provider
        self.listen = listen
    }

    package func run() async throws {
        try await run { _ in }
    }

    /// - Parameter onReady: gets the bound port once requests are taken.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let listen = listen
        let application = Application(
            router: provider.router(), server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port), serverName: nil),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? listen.port) },
            logger: provider.logger)
        var services: [any Service] = [
            application,
            Housekeeping(housekeep: Housekeep(provider.installation), clock: provider.clock, logger: provider.logger),
            PasswordParameters(
                learn: LearnPasswordParameters(provider.installation, provider.passwords), logger: provider.logger),
            PermissionRefresh(
                installation: provider.installation, clock: provider.clock, logger: provider.logger),
        ]
        if let port = listen.administrativePort { services.append(provider.administrativeServer(port: port)) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, logger: provider.logger))
        try await withGracefulShutdownHandler {
            try await group.run()
        } onGracefulShutdown: {
            Task { await group.triggerGracefulShutdown() }
        }
    }

    /// HTTP/1.1 in the clear, or HTTP/1.1 and HTTP/2 over TLS (at least 1.2) with a certificate.
    private func server() throws -> HTTPServerBuilder {
        guard let files = listen.certificate else { return .http1() }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(files.chain).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: files.privateKey, format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        return try .http2Upgrade(tlsConfiguration: tls)
    }
}
