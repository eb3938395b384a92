import Foundation
import Testing

extension EndToEnd.Browsers {
    /// Hue-S on a citizen's phone: a native app (RFC 8252) that signs in through VNeID's app on the same phone.
    @Suite(.demo, .demoLog)
    struct AppToAppTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test func `a native app signs a citizen in by VNeID's app and gets its tokens by PKCE alone`() async throws {
            let citizen = try demo.citizen()
            try await CallbackServer.open { server in
                // RFC 8252 §7.3: the port is whichever is free.
                let app = try await Platform.register(
                    .init(
                        name: "Hue-S", redirectURIs: ["http://127.0.0.1/callback"], authentication: "none",
                        isNative: true),
                    on: demo)
                let redirectURI =
                    server.origin.replacingOccurrences(of: "localhost", with: "127.0.0.1") + "/callback"
                let request = app.authorizationForm.setting("redirect_uri", redirectURI)
                try await Browser.open(.phone) { browser in
                    try await browser.open(app.authorizationURL(at: demo.metadata, request))
                    _ = try await browser.find("#continue-with-vneid-app")
                    #expect(try await Axe.violations(in: browser) == [])
                    try await browser.click("#continue-with-vneid-app")
                    // What the operating system would open the app with.
                    let link = try await browser.url
                    #expect(link.hasPrefix(demo.announcement.vneid + "/app/open?transaction="))
                    #expect(Form(of: link).pairs.count == 1)
                    _ = try await browser.find("#app")
                    try await browser.fillInAtVNeID(citizen)
                    try await browser.click("#allow")
                    try await browser.waitForURL(demo.issuer)
                    // Any app can come by a loopback address, so that people are asked (RFC 8252 §8.6).
                    try await browser.click("#allow")
                    try await browser.waitForURL(redirectURI)
                    let answer = Form(of: try await browser.url)
                    let code = try #require(answer["code"], "\(answer)")
                    #expect(answer["state"] == Platform.state)
                    let form = app.tokenForm(code: code).setting("redirect_uri", redirectURI)
                    let tokens = try await HTTP.send(app.tokenRequest(at: demo.metadata, form))
                    #expect(tokens.status == 200 && tokens.json["id_token"].string != nil, "\(tokens)")
                }
            }
        }
    }
}
