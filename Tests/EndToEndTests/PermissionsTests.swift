import Foundation
import Testing

extension EndToEnd.Requests {
    /// What people may do, as platforms see it.
    @Suite(.demo, .demoLog)
    struct PermissionsTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        private static let reports = Platform.Registration(
            name: "Báo cáo số", scopes: ["profile", "org", "permissions"], platform: "bi",
            audience: "https://bi.hue.test/api")

        /// The sample city's officer has the role chuyen-vien at one division, and a session of two factors.
        @Test(
            arguments: [
                ("dashboard.view", "H57.05.04", "permit"), ("dashboard.view", "H57.02", "deny"),
                ("report.enter", "H57.05.04", "permit"), ("report.export", "H57.05.04", "ask"),
                ("report.approve", "H57.05.04", "deny"), ("no.such.function", "H57.05.04", "deny"),
            ])
        func `a platform decides offline, from the token alone`(
            function: String, unit: String, expected: String
        ) async throws {
            let platform = try await demo.platform(Self.reports)
            let token = try await token(for: platform)
            let run = try await decide(token, audience: "https://bi.hue.test/api", function, unit)
            #expect(run.split(separator: " ").first.map(String.init) == expected, "\(run)")
        }

        @Test func `a token for somebody else, or out of its time, decides nothing`() async throws {
            let platform = try await demo.platform(Self.reports)
            let token = try await token(for: platform)
            await #expect(throws: HTTP.Failure.self) {
                _ = try await decide(token, audience: "https://gis.hue.test/api", "dashboard.view", "H57.05.04")
            }
            await #expect(throws: HTTP.Failure.self) {
                _ = try await decide(
                    token + "A", audience: "https://bi.hue.test/api", "dashboard.view", "H57.05.04")
            }
        }

        @Test func `the demo platform shows what a person may do there, and why`() async throws {
            let person = try demo.local()
            try await Browser.open(.plain) { browser in
                let platform = DemoPlatform(demo: demo, browser: browser)
                try await platform.logIn()
                try await browser.waitForURL(demo.issuer)
                try await browser.signInLocally(person)
                _ = try await platform.shown()
                try await browser.click("#rights")
                try await browser.wait("the rights are shown") { try await browser.has("tr[data-function]") }
                let permitted = try await browser.text(#"tr[data-function="cqs.calendar.view"]"#)
                #expect(permitted.contains("Được phép") && permitted.contains("Căn cứ: g-"))
                #expect(permitted.contains("Phòng Chuyển đổi số"))
                #expect(try await browser.has(#"tr[data-function="cqs.calendar.view"][data-decision="permit"]"#))
                #expect(try await browser.has(#"tr[data-function="cqs.meeting.attend"][data-decision="permit"]"#))
                let denied = try await browser.text(#"tr[data-function="cqs.service.sign"]"#)
                #expect(denied.contains("Không được phép"))
            }
        }

        private func token(for platform: Platform) async throws -> String {
            var form = platform.authorizationForm
            form["scope"] = "openid profile org permissions"
            let code = try await demo.code(for: platform, form)
            var tokenForm = platform.tokenForm(code: code)
            // A token is for one place (RFC 8707): this one for the platform itself, which decides by it.
            tokenForm["resource"] = Self.reports.audience
            let answer = try await HTTP.send(platform.tokenRequest(at: demo.metadata, tokenForm))
            return try #require(answer.json["access_token"].string, "\(answer.text)")
        }

        /// Runs the example of Documentation/examples: what it prints.
        private func decide(
            _ token: String, audience: String, _ function: String, _ unit: String
        ) async throws -> String {
            let folder = try makeTemporaryFolder("offline")
            defer { try? FileManager.default.removeItem(at: folder) }
            let keys = folder.appendingPathComponent("jwks.json")
            try Data(try await HTTP.get(demo.metadata.jwks).text.utf8).write(to: keys)
            let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appendingPathComponent("Documentation/examples/offline_decision.py")
            let run = try await ProgramRun(
                of: Installed.python(), [script.path, keys.path, demo.issuer, audience, "bi", function, unit],
                input: token)
            guard !run.output.isEmpty else { throw HTTP.Failure(description: "\(run)") }
            let text = run.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect((run.code == 0) == text.hasPrefix("permit"))
            return text
        }
    }
}
