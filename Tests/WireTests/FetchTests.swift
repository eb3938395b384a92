import Testing
import Wire

struct FetchTests {
    @Test func `a header is found without regard to case, and by the first of its name`() {
        let response = FetchResponse(
            status: 200, headers: [("Content-Type", "application/json"), ("X-a", "1"), ("x-A", "2")], body: []
        )
        #expect(response.header("content-type") == "application/json")
        #expect(response.header("X-A") == "1")
        #expect(response.header("Content") == nil)
    }

    @Test func `a request has limits unless it sets its own`() throws {
        let request = FetchRequest(url: try URI("https://vneid.test/token"))
        #expect(request.method.rawValue == "GET")
        #expect(request.maximumResponseBytes == Limits.fetchResponseBytes)
        #expect(request.timeout == Limits.fetchTimeout)
    }

    @Test(arguments: [FetchError.unreachable, .timedOut, .tooLarge])
    func `a fetcher says why it got nothing`(error: FetchError) async throws {
        let request = FetchRequest(method: .post, url: try URI("https://vneid.test/token"), body: [])
        await #expect(throws: error) { try await FailingFetcher(error: error).fetch(request) }
    }

    private struct FailingFetcher: Fetcher {
        let error: FetchError

        func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse { throw error }
    }
}
