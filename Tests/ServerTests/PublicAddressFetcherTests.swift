import Server
import Synchronization
import TestSupport
import Testing
import Wire

/// Addresses that others name, such as a client's `jwks_uri` (security.md P61).
@Suite struct PublicAddressFetcherTests {
    @Test(arguments: ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1"])
    func `a name that leads into a private network leads nowhere`(_ place: String) async throws {
        let asked = Mutex<[String]>([])
        let fetcher = PublicAddressFetcher { host in
            asked.withLock { $0.append(host) }
            return IPAddress(place)
        }
        await #expect(throws: FetchError.unreachable) {
            _ = try await fetcher.fetch(FetchRequest(url: try URI("https://rp.hue.test/jwks")))
        }
        #expect(asked.withLock { $0 } == ["rp.hue.test"], "looked up once")
    }

    /// The way out is `HTTPClientFetcherTests`'; what it holds to, this holds to.
    @Test func `redirects are not followed, and a body that is too large is not read`() async throws {
        try await ServeTLSTests.serve { port, chain in
            let tls = try ServeTLSTests.trusting(chain)
            let fetcher = PublicAddressFetcher(
                lookUp: { _ in IPAddress("127.0.0.1") }, isAllowed: { $0 == IPAddress("127.0.0.1") },
                connect: { host, address in
                    HTTPClientFetcher(connecting: [host: address.description]) { $0.tlsConfiguration = tls }
                })
            let origin = "https://localhost:\(port)"
            let response = try await fetcher.fetch(FetchRequest(url: try URI(origin + "/requests")))
            #expect(response.status == 303 && response.header("location")?.hasPrefix("/oauth2/authorize/") == true)
            let document = try URI(origin + "/.well-known/openid-configuration")
            let size = try await fetcher.fetch(FetchRequest(url: document)).body.count
            _ = try await fetcher.fetch(FetchRequest(url: document, maximumResponseBytes: size))
            await #expect(throws: FetchError.tooLarge) {
                _ = try await fetcher.fetch(FetchRequest(url: document, maximumResponseBytes: size - 1))
            }
        }
    }

    @Test
    func `a name server that doesn't answer takes no longer than the request's time, and no more than eight places`()
        async throws
    {
        let gate = Gate()
        let asked = Mutex(0)
        let fetcher = PublicAddressFetcher { _ in
            asked.withLock { $0 += 1 }
            await gate.wait()
            return nil
        }
        let request = FetchRequest(url: try URI("https://rp.hue.test/jwks"), timeout: .milliseconds(200))
        let errors = await withTaskGroup(of: FetchError?.self) { group in
            for _ in 0..<8 { group.addTask { await fetcher.failure(of: request) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors == [FetchError?](repeating: .timedOut, count: 8))
        // Nobody waits for them any more, and their places are taken all the same.
        #expect(await fetcher.failure(of: request) == .unreachable)
        #expect(asked.withLock { $0 } == 8)
        gate.open()
        while asked.withLock({ $0 }) == 8 { _ = await fetcher.failure(of: request) }
    }

    @Test func `plain http is not asked at all`() async throws {
        let fetcher = PublicAddressFetcher { _ in
            Issue.record("it was looked up")
            return nil
        }
        await #expect(throws: FetchError.unreachable) {
            _ = try await fetcher.fetch(FetchRequest(url: try URI("http://rp.hue.test/jwks")))
        }
    }

    @Test func `the system's own names are looked up, and are private`() async throws {
        let address = try await PublicAddressFetcher.system("localhost")
        #expect(address?.isPublic == false)
    }
}

extension PublicAddressFetcher {
    fileprivate func failure(of request: FetchRequest) async -> FetchError? {
        do { _ = try await fetch(request) } catch { return error }
        return nil
    }
}

/// Holds up who comes until it is opened.
private final class Gate: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]?>([])

    func wait() async {
        await withCheckedContinuation { caller in
            let isOpen = waiting.withLock { waiting in
                waiting?.append(caller)
                return waiting == nil
            }
            if isOpen { caller.resume() }
        }
    }

    func open() {
        let held = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        for caller in held ?? [] { caller.resume() }
    }
}
