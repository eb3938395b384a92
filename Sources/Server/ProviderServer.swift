import Edge
import Foundation
import Hummingbird
import Logging
import NIOCore
import Operations
import ServiceLifecycle
import Settings

/// The provider as a service: the public port, the administrative one, and the housekeeping, until it is told to stop.
/// Requests under way are finished first, as far as they are within the time that the settings give it to stop.
package struct ProviderServer: Service {
    private let provider: Provider
    private let listen: ListenSettings
    private let certificate: ServerCertificate?
    /// The directory that units and staff come from; `nil` where they come from none.
    private let directory: DirectoryDesk?
    /// The public port.
    private let edge: Edge
    private let administrativeEdge: Edge

    /// Connections that the kernel has taken and we not yet. Those that don't fit have to be sent again, a second later.
    private static let backlog = 1_024

    package init(_ provider: Provider, listen: ListenSettings, directory: DirectoryDesk? = nil) {
        self.provider = provider
        self.directory = directory
        self.listen = listen
        certificate = listen.certificate.map { ServerCertificate(CertificateContents.Files($0)) }
        edge = Edge(
            EdgeSettings(listen.connections),
            report: EdgeReport(listener: "public", logger: provider.logger, metrics: provider.metrics))
        administrativeEdge = Edge(
            .administrative(listen.connections),
            report: EdgeReport(listener: "administrative", logger: provider.logger, metrics: provider.metrics))
    }

    package func run() async throws {
        try await run { _ in }
    }

    /// - Parameter onReady: gets the bound port once requests are taken.
    /// - Throws: `ListenFailure` when a port can't be had, which may be so although `StartupCheck` has just tried it.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        do { try certificate?.load() } catch { throw ConfigurationErrors(error) }
        sayConnections(listen.connections)
        let group = ServiceGroup(configuration: configuration(of: services(onReady: onReady)))
        try await withGracefulShutdownHandler {
            try await group.run()
        } onGracefulShutdown: {
            // Whatever peers do, and whichever service is told first.
            for edge in [edge, administrativeEdge] { edge.close(after: TimeAmount(listen.connections.stop)) }
            Task { await group.triggerGracefulShutdown() }
        }
    }

    /// Takes over what can be changed while the server runs: deadlines, the number of connections, proxies, and the
    /// certificate, whose files are read again. Connections that are open keep what they began with.
    /// - Throws: the certificate can't be used; then the one of before is kept, and all else is taken over.
    package func reload(_ listen: ListenSettings) throws(ConfigurationErrors) {
        edge.apply(EdgeSettings(listen.connections))
        administrativeEdge.apply(.administrative(listen.connections))
        sayConnections(listen.connections)
        do throws(CertificateContents.Unusable) {
            try certificate?.load(listen.certificate.map { CertificateContents.Files($0) })
        } catch { throw ConfigurationErrors(error) }
    }

    /// How many connections there may be; and that it is fewer than the settings want, where descriptors don't allow it.
    private func sayConnections(_ settings: ConnectionSettings) {
        let atMost = edge.settings.connections
        let isLess = settings.atMost.map { $0 > atMost } ?? false
        provider.logger.log(
            level: isLess ? .warning : .info,
            isLess ? "file descriptors allow fewer connections than the settings" : "connections are counted",
            metadata: ["at-most": "\(atMost)"])
    }

    private func services(onReady: @escaping @Sendable (Int) async -> Void) -> [any Service] {
        let listen = listen
        let door = directory?.door(decoyKey: provider.subjects.key(for: "directory-decoys"))
        let application = self.application(provider.router(clients: edge, directory: door), port: listen.port) {
            channel in
            await onReady(channel.localAddress?.port ?? listen.port)
        }
        var services: [any Service] = [
            // Ends last: services end in the reverse order.
            RefusalCounting(
                log: RefusalLog(provider.installation), metrics: provider.metrics, logger: provider.logger),
            MistakeCounting(mistakes: provider.mistakes, logger: provider.logger),
            NodeAttendance(
                attend: provider.attendance, clock: provider.clock, logger: provider.logger,
                metrics: provider.metrics),
            Housekeeping(
                attendance: provider.attendance,
                housekeep: Housekeep(
                    provider.installation, dormancy: provider.upkeep.dormancy,
                    directoryRuns: provider.upkeep.directoryRuns),
                clock: provider.clock, logger: provider.logger),
            PasswordParameters(
                learn: LearnPasswordParameters(provider.installation, provider.passwords), logger: provider.logger),
            PermissionRefresh(
                installation: provider.installation, clock: provider.clock, logger: provider.logger),
            AuditSealing(
                seal: SealAudit(provider.installation), clock: provider.clock, logger: provider.logger),
            OutboxService(
                delivery: provider.logoutTokens, report: provider.report(.logoutTokens), clock: provider.clock),
            OutboxService(delivery: provider.pings, report: provider.report(.pings), clock: provider.clock),
        ]
        if provider.transmitsEvents {
            services.append(
                OutboxService(
                    delivery: provider.eventPushes, report: provider.report(.securityEvents), clock: provider.clock))
        }
        if let keepKeys = provider.keepKeys {
            services.append(KeyRotation(keepKeys: keepKeys, clock: provider.clock, logger: provider.logger))
        }
        if let directory {
            services.append(
                DirectorySync(
                    desk: directory, clock: provider.clock, logger: provider.logger, metrics: provider.metrics))
        }
        if let port = listen.administrativePort {
            let server = provider.administrativeServer(
                port: port, edge: administrativeEdge, directory: directory?.health)
            services.append(ListeningService(service: server, host: "127.0.0.1", port: port))
        }
        if let port = listen.certificatePort {
            let clients = self.application(
                provider.clientRouter(clients: edge), port: port, askingForCertificates: true)
            services.append(ListeningService(service: clients, host: listen.host, port: port))
        }
        // The last is told to stop first: nobody is let in any more while the others still look after who is there.
        services.append(ListeningService(service: application, host: listen.host, port: listen.port))
        return services
    }

    /// A port that strangers reach; all of them share the edge, and so the number of connections.
    /// - Parameter asking: whether clients are asked for certificates there (RFC 8705 §5).
    private func application(
        _ router: Router<ProviderRequestContext>, port: Int, askingForCertificates asking: Bool = false,
        onRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> any Service {
        let channel = EdgeChannel(
            edge, certificate: certificate, askingForCertificates: asking,
            responder: responder(of: router, clock: provider.clock, logger: provider.logger))
        return channel.service(at: listen.host, port: port, backlog: Self.backlog, logger: provider.logger) { channel in
            await acceptMany(channel)
            await onRunning(channel)
        }
    }

    /// Takes many connections each time that its event loop comes round. The library takes four: where a thousand slow
    /// peers keep the loop busy, everybody who is new would stand behind them.
    private func acceptMany(_ channel: any Channel) async {
        do {
            try await channel.setOption(ChannelOptions.maxMessagesPerRead, value: 64).get()
        } catch {
            provider.logger.warning("connections are accepted slowly", metadata: ["error": "\(error)"])
        }
    }

    private func configuration(of services: [any Service]) -> ServiceGroupConfiguration {
        var configuration = ServiceGroupConfiguration(services: services, logger: provider.logger)
        // A second after connections have been ended: what still runs then is cancelled.
        configuration.maximumGracefulShutdownDuration = listen.connections.stop + .seconds(1)
        return configuration
    }
}

extension Provider {
    fileprivate func report(_ kind: OutboxReport.Kind) -> OutboxReport {
        OutboxReport(kind: kind, logger: logger, metrics: metrics)
    }
}

extension EdgeSettings {
    init(_ settings: ConnectionSettings) {
        self.init(
            deadlines: Deadlines(settings),
            connections: Descriptors.connections(of: Descriptors.raise(), wanted: settings.atMost),
            trustedProxies: settings.trustedProxies, forwardingField: settings.forwardingField,
            expectsProxyProtocol: settings.expectsProxyProtocol)
    }

    /// On loopback, with descriptors of its own, no proxy before it.
    static func administrative(_ settings: ConnectionSettings) -> EdgeSettings {
        EdgeSettings(deadlines: Deadlines(settings), connections: Descriptors.administrativeConnections)
    }
}

extension Deadlines {
    fileprivate init(_ settings: ConnectionSettings) {
        self.init(
            handshake: TimeAmount(settings.handshake), head: TimeAmount(settings.head),
            body: TimeAmount(settings.body), idle: TimeAmount(settings.idle), request: TimeAmount(settings.request))
    }
}
