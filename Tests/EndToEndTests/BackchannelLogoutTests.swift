import Foundation
import TestSupport
import Testing

extension EndToEnd.Browsers {
    /// Platforms hear of the end of sessions, whoever ends them, and administrators see what each has heard.
    @Suite(.demo, .demoLog)
    struct BackchannelLogoutTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        private func run(_ arguments: String...) async throws -> ProgramRun {
            try await CommandLineTool.run(arguments + Assumed.on(demo.data))
        }

        private func sessions(of person: Demo.Person) async throws -> [JSON] {
            let run = try await run("session", "list", "--all", "--json", "--of", person.username)
            #expect(run.code == 0, "\(run)")
            return run.json.array ?? []
        }

        @Test func `a disabled person is signed out at the platform, too`() async throws {
            let person = try demo.citizen()
            try await Browser.open { browser in
                let platform = DemoPlatform(demo: demo, browser: browser)
                try await platform.logIn()
                try await browser.signInAtVNeID(demo, as: person)
                _ = try await platform.shown()
                let session = try #require(try await sessions(of: person).first)
                #expect(session["live"].bool == true && session["platforms"].array?.count == 1, "\(session)")

                let disabled = try await CommandLineTool.run(Assumed.disableAccount(person.username, demo.data))
                #expect(disabled.code == 0, "\(disabled)")
                try await browser.wait("the platform has signed the person out") {
                    try await browser.open(demo.announcement.platform)
                    return try await browser.has("#login")
                }
                try await browser.wait("the receipt is written down") {
                    try await sessions(of: person).first?["signed_out"].number == 1
                }
            }
            let enabled = try await CommandLineTool.run(Assumed.disableAccount(person.username, demo.data) + ["--undo"])
            #expect(enabled.code == 0, "\(enabled)")
        }

        @Test func `logging out names the platforms, and says which have heard of it`() async throws {
            let person = try demo.local()
            try await Browser.open { browser in
                let platform = DemoPlatform(demo: demo, browser: browser)
                try await platform.logIn()
                try await browser.signInLocally(person)
                _ = try await platform.shown()
                try await browser.open(demo.issuer + "/")
                try await browser.click("#logout")
                try await browser.confirmLogoutIfAsked()
                try await browser.wait("the platform has heard of it") {
                    try await browser.text("#platforms").hasPrefix("1 trên 1 nền tảng")
                }
                #expect(try await browser.text("body").contains("Nền tảng minh họa"))
                try await browser.open(demo.announcement.platform)
                #expect(try await browser.has("#login"))
            }
        }

        @Test func `a session that an administrator ends is told of until the platform answers`() async throws {
            let person = try demo.local()
            let gone = try freePort()
            let platform = try await Platform.register(
                .init(name: "Nền tảng vắng", backchannelLogoutURI: "http://localhost:\(gone)/logout"), on: demo)
            let visitor = Visitor()
            let page = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            let place = try await visitor.signIn(page, person.username, person.password)
            let target = try #require(place.leavesFor)
            let code = try #require(Form(of: target)["code"])
            let answer = try await HTTP.send(platform.tokenRequest(at: demo.metadata, platform.tokenForm(code: code)))
            #expect(answer.status == 200)

            let live = try await sessions(of: person).filter { $0["live"].bool == true }
            let session = try #require(
                live.first { $0["platforms"].array?.first?["client_id"].string == platform.id }?["id"].string)
            #expect(try await run("session", "end", session).code == 0)
            #expect(try await run("session", "end", session).code == 66, "it has ended")
            var shown = JSON.null
            for _ in 0..<100 where shown["platforms"].array?.first?["failure"].string == nil {
                shown = try await run("session", "show", session, "--json").json
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(shown["retrying"].number == 1 && shown["signed_out"].number == 0, "\(shown)")
            let text = try await run("session", "show", session).output
            #expect(text.contains("0 of 1 platform signed out, 1 retrying"), "\(text)")
            #expect(text.contains("unreachable"), "\(text)")
        }
    }
}
