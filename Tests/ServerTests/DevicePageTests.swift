import Operations
import TestSupport
import Testing
import Wire

@testable import Server

/// Where a person types the code of a device (RFC 8628 §3.3, §5.1).
@Suite(.bothDatabases) struct DevicePageTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.registerDevice()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    @Test func `a right code leads to the sign-in, and to the question whose device it is`() async throws {
        let code = try await provider.userCode()
        let page = try await browser.goOn(try await browser.typeCode(code))
        let asked = try await browser.goOn(try await browser.signIn(page))
        #expect(asked.words(of: "user-code")?.hasPrefix(code) == true, "\(asked.status) \(asked.text)")
        let done = try await browser.goOn(try await browser.submit(asked, [("choice", "allow")]))
        #expect(done.attribute("class", of: "done") != nil || done.text.contains("id=\"done\""), "\(done.text)")
        #expect(try await provider.count("authorizations") == 1)
    }

    @Test func `after ten wrong codes a network waits, and is told how long`() async throws {
        let code = try await provider.userCode()
        for _ in 0..<TypeUserCode.limit {
            #expect(try await browser.typeCode("BCDF-GHJK").status == 403)
        }
        // The right one too: it would tell that it is right.
        let locked = try await browser.typeCode(code)
        #expect(locked.status == 429 && locked.header("Retry-After") == "600")
        #expect(locked.words(of: "problem")?.contains("10 phút") == true, "\(locked.text)")
        #expect(try await provider.count("interactions") == 0)

        provider.clock.advance(by: .seconds(599))
        #expect(try await browser.typeCode(code).header("Retry-After") == "1")
        provider.clock.advance(by: .seconds(1))
        #expect(try await browser.typeCode("BCDF-GHJK").status == 403)
    }

    @Test func `ten wrong codes are ten on all nodes together, also when all of them come at once (issue 10)`()
        async throws
    {
        let nodes = [provider, try RunningProvider(beside: provider), try RunningProvider(beside: provider)]
        let statuses = try await race(30) { number in
            try await Browser(nodes[number % 3]).typeCode("BCDF-GHJK").status
        }
        #expect(statuses.count { $0 == 403 } == TypeUserCode.limit && statuses.count { $0 == 429 } == 20)
        #expect(try await Browser(nodes[1]).typeCode("BCDF-GHJK").status == 429)
    }

    @Test func `a clock that is set back makes nobody wait longer`() async throws {
        for _ in 0..<TypeUserCode.limit { _ = try await browser.typeCode("BCDF-GHJK") }
        provider.clock.advance(by: .hours(-1))
        #expect(try await browser.typeCode("BCDF-GHJK").status == 403)
    }
}
