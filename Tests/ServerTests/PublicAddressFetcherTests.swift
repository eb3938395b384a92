import Server
import Synchronization
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
