import Foundation
import Testing

extension EndToEnd.Commands {
    /// What people have agreed to, as they see it and as administrators do.
    @Suite(.demo, .demoLog, .serialized)
    struct ConsentCommandTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        private func run(_ arguments: String...) async throws -> ProgramRun {
            try await CommandLineTool.run(arguments + Assumed.on(demo.data))
        }

        /// Signs in at a platform that asks, and agrees.
        private func agreed(_ platform: Platform, _ visitor: Visitor) async throws {
            let person = try demo.local()
            var place = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            if place.page.element(id: "allow") == nil {
                place = try await visitor.signIn(place, person.username, person.password)
            }
            place = try await visitor.press(place, id: "allow")
            _ = try #require(Form(of: place.leavesFor ?? "")["code"], "\(place.page.text)")
        }

        private func asks(_ platform: Platform, _ visitor: Visitor) async throws -> Bool {
            let place = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            if place.page.element(id: "allow") != nil { return true }
            _ = try #require(Form(of: place.leavesFor ?? "")["code"], "\(place.page.text)")
            return false
        }

        @Test func `an administrator lists what somebody has agreed to and takes it back: they are asked again`()
            async throws
        {
            let person = try demo.local().username
            let platform = try await Platform.register(.init(name: "Nền tảng hỏi ý", asksConsent: true), on: demo)
            let visitor = Visitor()
            try await agreed(platform, visitor)
            #expect(try await !asks(platform, visitor))

            let listed = try #require(try await run("consent", "list", person, "--json").json.array)
            let consent = try #require(listed.first { $0["client_id"].string == platform.id })
            #expect(consent["name"].string == "Nền tảng hỏi ý" && consent["scope"].string == "openid profile")
            #expect(try await run("consent", "list", person).output.contains("Nền tảng hỏi ý"))

            // Whoever is asked and says nothing has taken nothing back.
            #expect(try await run("consent", "withdraw", person, platform.id).code != Exit.success)
            #expect(try await !asks(platform, visitor))
            let withdrawn = try await run("consent", "withdraw", person, platform.id, "--yes")
            #expect(withdrawn.code == Exit.success, "\(withdrawn)")
            #expect(try await asks(platform, visitor))
            let left = try #require(try await run("consent", "list", person, "--json").json.array)
            #expect(!left.contains { $0["client_id"].string == platform.id })
            let again = try await run("consent", "withdraw", person, platform.id, "--yes")
            #expect(again.code == Exit.noInput && again.errors.contains(platform.id), "\(again)")
            #expect(try await run("consent", "list", "khong-co-ai").code == Exit.noInput)
        }

        @Test func `a person finds what they have agreed to from the home page and takes it back`() async throws {
            let person = try demo.local()
            try await CallbackServer.open { server in
                let platform = try await Platform.register(
                    .init(name: "Nền tảng hỏi ý", redirectURIs: [server.origin + "/callback"], asksConsent: true),
                    on: demo)
                let request = platform.authorizationURL(at: demo.metadata)
                try await Browser.open { browser in
                    try await browser.open(request)
                    try await browser.signInLocally(person)
                    try await browser.click("#allow")
                    try await browser.waitForURL(server.origin)
                    try await browser.open(demo.issuer + "/")
                    try await browser.click("#consents")
                    let button = "button[value='\(platform.id)']"
                    _ = try await browser.find(button)
                    #expect(try await Axe.violations(in: browser) == [])
                    try await browser.click(button)
                    try await browser.wait("the platform is gone from the list") { try await !browser.has(button) }
                    try await browser.open(request)
                    _ = try await browser.find("#allow")
                }
            }
        }
    }
}
