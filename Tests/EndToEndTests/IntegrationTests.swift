import Foundation
import Testing

extension EndToEnd.Browsers {
    /// Software that nobody here wrote signs people in as `client add --preset` registers it and as Documentation/INTEGRATION.md
    /// says, without another setting.
    @Suite(.demo, .demoLog)
    struct IntegrationTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: ["authlib", "django-allauth", "mozilla-django-oidc", "social-auth"])
        func `a citizen signs in to software of PyPI that is set up by its preset alone`(software: String) async throws
        {
            let person = try demo.citizen()
            try await IntegrationSite.open(software, on: demo) { site in
                try await Browser.open { browser in
                    try await browser.open(site.login)
                    try await browser.signInAtVNeID(demo, as: person)
                    try await browser.waitForURL(site.origin)
                    try await browser.wait("the page of \(software)") { try await browser.has("#name") }
                    let name = try await browser.text("#name")
                    #expect(!name.isEmpty && name != "AnonymousUser")
                    // Who has no address of the city's gets one that nobody reads: the software can't do without.
                    let email = try await browser.text("#email")
                    #expect(
                        software == "authlib" || email.hasSuffix("@khong-nhan-thu.invalid"), "\(software): \(email)")
                }
            }
        }

        @Test func `mod_auth_openidc of Debian is set up by its preset alone`() async throws {
            let person = try demo.citizen()
            try await ApacheServer.open(at: demo.issuer) { _, origin in
                try await Platform.register(preset: "mod-auth-openidc", at: origin, on: demo)
            } _: { server in
                try await Browser.open { browser in
                    try await browser.open(server.protectedPage)
                    try await browser.signInAtVNeID(demo, as: person)
                    try await browser.waitForURL(server.protectedPage)
                    #expect(try await browser.text("#claims").contains("OIDC_CLAIM_name="))
                }
            }
        }

        @Test func `a mistake stands in the log of the client, with what mends it, a few seconds later`() async throws {
            let platform = try await Platform.register(.init(), on: demo)
            let form = platform.authorizationForm.setting("code_challenge", nil).setting("code_challenge_method", nil)
            let answer = try await HTTP.get(platform.authorizationURL(at: demo.metadata, form))
            #expect(answer.headers.contains { $0.value.contains("error_uri=") })
            var log = ""
            for _ in 0..<60 where !log.contains("missing-code-challenge") {
                try await Task.sleep(for: .milliseconds(250))
                log = try await CommandLineTool.run(["client", "log", platform.id] + Assumed.on(demo.data)).output
            }
            #expect(
                log.contains("S256") && log.contains("hue-sso client edit \(platform.id) --pkce optional"), "\(log)")
            let check = try await CommandLineTool.run(
                ["client", "check", platform.id, "--json"] + Assumed.on(demo.data))
            #expect(check.json["grade"].string == "-" && check.output.contains("missing-code-challenge") == false)
            let unseen = check.json["not_seen"].array?.map { $0["name"] }
            #expect(unseen == ["key-caching", "verification"], "\(check)")
        }
    }
}
