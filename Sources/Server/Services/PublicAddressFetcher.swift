import NIOCore
import NIOPosix
import Wire

/// Outgoing HTTP to addresses that others name, such as a client's `jwks_uri`: only https, and only to places in the public
/// network (security.md P61). The name is looked up here, once; what was looked at is what is connected to, so that a name that
/// means something else a moment later leads nowhere else. The certificate is checked against the name.
package struct PublicAddressFetcher: Fetcher {
    package typealias LookUp = @Sendable (_ host: String) async throws -> IPAddress?

    private let lookUp: LookUp

    package init(lookUp: @escaping LookUp = Self.system) { self.lookUp = lookUp }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard request.url.scheme == "https", let host = request.url.host else { throw .unreachable }
        let address: IPAddress?
        do { address = try await lookUp(host) } catch { throw .unreachable }
        guard let address, address.isPublic else { throw .unreachable }
        return try await HTTPClientFetcher(connecting: [host: address.description]).fetch(request)
    }

    /// Asks the system's resolver, on threads that may wait for it; for how long says its own configuration.
    package static let system: LookUp = { host in
        let address = try await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(host, port: 443)
        }
        return address.ipAddress.flatMap { IPAddress(peer: $0) }
    }
}
