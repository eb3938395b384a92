import Dispatch
import NIOCore
import Synchronization
import Wire

/// Outgoing HTTP to addresses that others name, such as a client's `jwks_uri`: only https, and only to places in the public
/// network (security.md P61). The name is looked up here, once; what was looked at is what is connected to, so that a name that
/// means something else a moment later leads nowhere else. The certificate is checked against the name. A request's time covers
/// the look-up too.
package struct PublicAddressFetcher: Fetcher {
    package typealias LookUp = @Sendable (_ host: String) async throws -> IPAddress?
    /// What asks a host at the address that was looked at.
    package typealias Connect = @Sendable (_ host: String, _ address: IPAddress) -> any Fetcher

    private let names: NameLookUps
    private let isAllowed: @Sendable (IPAddress) -> Bool
    private let connect: Connect

    /// - Parameter isAllowed: where it may lead.
    package init(
        lookUp: @escaping LookUp = Self.system, isAllowed: @escaping @Sendable (IPAddress) -> Bool = { $0.isPublic },
        connect: @escaping Connect = { HTTPClientFetcher(connecting: [$0: $1.description]) }
    ) {
        names = NameLookUps(lookUp)
        self.isAllowed = isAllowed
        self.connect = connect
    }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard request.url.scheme == "https", let host = request.url.host else { throw .unreachable }
        do {
            return try await withDeadline(request.timeout) { [names, isAllowed, connect] in
                guard let address = try await names.address(of: host), isAllowed(address) else {
                    throw FetchError.unreachable
                }
                return try await connect(host, address).fetch(request)
            }
        } catch let error as FetchError {
            throw error
        } catch is DeadlinePassed {
            throw .timedOut
        } catch {
            throw .unreachable
        }
    }

    /// Asks the system's resolver, on a thread that may wait for it.
    package static let system: LookUp = { host in
        try await withCheckedThrowingContinuation { caller in
            DispatchQueue.global().async {
                caller.resume(
                    with: Result {
                        try SocketAddress.makeAddressResolvingHost(host, port: 443).ipAddress
                            .flatMap { IPAddress(peer: $0) }
                    })
            }
        }
    }
}

/// Looks names up, so many at once. The resolver can't be told to stop, and how long it asks a name server that doesn't answer
/// says its own configuration: who has waited long enough goes, and the place stays taken until the resolver is done.
private final class NameLookUps: Sendable {
    /// Each is a thread.
    private static let atMost = 8

    private let lookUp: PublicAddressFetcher.LookUp
    private let taken = Mutex(0)

    init(_ lookUp: @escaping PublicAddressFetcher.LookUp) { self.lookUp = lookUp }

    /// - Throws: what the look-up does; `FetchError.unreachable`, where all places are taken.
    func address(of host: String) async throws -> IPAddress? {
        let isFree = taken.withLock { taken in
            guard taken < Self.atMost else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw FetchError.unreachable }
        let (answers, answer) = AsyncStream.makeStream(of: Result<IPAddress?, any Error>.self)
        Task {
            let result: Result<IPAddress?, any Error>
            do { result = .success(try await lookUp(host)) } catch { result = .failure(error) }
            taken.withLock { $0 -= 1 }
            answer.yield(result)
            answer.finish()
        }
        for await result in answers { return try result.get() }
        throw CancellationError()
    }
}
