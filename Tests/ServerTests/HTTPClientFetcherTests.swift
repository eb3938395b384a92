import Hummingbird
import NIOCore
import Testing
import Wire

@testable import Server

/// The way out: what the other side answers is taken as it is, within bounds, and leads nowhere else (P61).
@Suite struct HTTPClientFetcherTests {
    /// Runs a server that redirects, answers much, and shows what it was sent.
    private static func serve(_ body: @Sendable (String, HTTPClientFetcher) async throws -> Void) async throws {
        let router = Router()
        router.get("/away") { _, _ in Response(status: .found, headers: [.location: "/secret"]) }
        router.get("/secret") { _, _ in "reached" }
        router.get("/thousand") { _, _ in String(repeating: "x", count: 1_000) }
        router.get("/fails") { _, _ in Response(status: .internalServerError) }
        router.get("/stalls") { _, _ in
            // The head and ten bytes, and then nothing until the client is gone.
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "0123456789"))
                    try await Task.sleep(for: .seconds(3600))
                    try await writer.finish(nil)
                })
        }
        router.post("/echo") { request, _ in
            let text = try await request.body.collect(upTo: 1_000)
            return
                "\(request.headers[.authorization] ?? "-") \(request.headers[.cookie] ?? "-") \(String(buffer: text))"
        }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: quietLogger)
        let serving = Task {
            defer { port.finish() }
            try await application.run()
        }
        let result: Result<Void, any Error>
        do {
            var iterator = ports.makeAsyncIterator()
            let bound = try #require(await iterator.next())
            try await body("http://127.0.0.1:\(bound)", HTTPClientFetcher())
            result = .success(())
        } catch {
            result = .failure(error)
        }
        serving.cancel()
        _ = await serving.result
        try result.get()
    }

    @Test func `a redirect is an answer, and is not followed`() async throws {
        try await Self.serve { origin, fetcher in
            let response = try await fetcher.fetch(FetchRequest(url: try URI(origin + "/away")))
            #expect(response.status == 302)
            #expect(response.header("location") == "/secret")
            #expect(!String(decoding: response.body, as: UTF8.self).contains("reached"))
        }
    }

    @Test(arguments: [(1_000, true), (999, false)])
    func `a body that is too large is not read`(limit: Int, fits: Bool) async throws {
        try await Self.serve { origin, fetcher in
            let request = FetchRequest(url: try URI(origin + "/thousand"), maximumResponseBytes: limit)
            do throws(FetchError) {
                let count = try await fetcher.fetch(request).body.count
                #expect(fits && count == 1_000)
            } catch {
                #expect(!fits && error == .tooLarge)
            }
        }
    }

    @Test func `a request goes out as it was made, an error of the other side is an answer`() async throws {
        try await Self.serve { origin, fetcher in
            let request = FetchRequest(
                method: .post, url: try URI(origin + "/echo"), headers: [("Authorization", "Bearer a")],
                body: Array("a=b".utf8))
            let response = try await fetcher.fetch(request)
            #expect(String(decoding: response.body, as: UTF8.self) == "Bearer a - a=b")
            #expect(try await fetcher.fetch(FetchRequest(url: try URI(origin + "/fails"))).status == 500)
        }
    }

    @Test func `an answer that stalls in its body is given up when its time is over`() async throws {
        try await Self.serve { origin, fetcher in
            let request = FetchRequest(url: try URI(origin + "/stalls"), timeout: .milliseconds(300))
            await #expect(throws: FetchError.timedOut) { try await fetcher.fetch(request) }
        }
    }

    @Test func `where nobody listens is unreachable`() async throws {
        // Port 1 (tcpmux) is closed wherever this runs.
        let request = FetchRequest(url: try URI("http://127.0.0.1:1/"), timeout: .seconds(2))
        await #expect(throws: FetchError.self) { try await HTTPClientFetcher().fetch(request) }
    }
}
