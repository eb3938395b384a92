import Foundation
import TestSupport
import Testing

extension EndToEnd.Requests {
    /// `kill -9` of a server in the midst, and another on the same records: nothing counts twice, and nothing is lost.
    @Suite struct ServerKillTests {
        @Test func `after a kill each thing that was used is refused, and each that wasn't is good once`() async throws
        {
            try await ClientKey.scratch { key in
                try await RestartedServer.run { server in
                    let service = try await server.register(
                        .init(
                            name: "Dịch vụ", redirectURIs: [], authentication: "private_key_jwt",
                            keysFile: key.publicSet,
                            grants: ["client_credentials"], messages: ["--dpop-bound"]))
                    let platform = try await server.register(
                        .init(name: "Nền tảng", grants: ["authorization_code", "refresh_token", "device_code"]))
                    let token = server.metadata.token
                    let person = try await server.person("an.nguyen")

                    // What lasts for a minute comes last.
                    let devices = try await (person.approveDevice(of: platform), person.approveDevice(of: platform))
                    let refreshTokens = try await (person.refreshToken(platform), person.refreshToken(platform))
                    let assertions = try await (
                        key.assertion(of: service.id, for: server.issuer, id: "a-1"),
                        key.assertion(of: service.id, for: server.issuer, id: "a-2")
                    )
                    let proofs = try await (key.proof(for: token, id: "p-1"), key.proof(for: token, id: "p-2"))
                    let requests = try await (person.push(platform), person.push(platform))
                    let codes = try await (person.code(platform), person.code(platform))

                    let things: [(name: String, used: Thing, unused: Thing)] = [
                        ("a pushed request", .request(requests.0, person), .request(requests.1, person)),
                        ("a code", .form(platform.tokenForm(code: codes.0)), .form(platform.tokenForm(code: codes.1))),
                        ("a device code", .form(Self.device(devices.0)), .form(Self.device(devices.1))),
                        ("an assertion", .service(assertions.0, nil), .service(assertions.1, nil)),
                        ("a proof", .service(nil, proofs.0), .service(nil, proofs.1)),
                    ]
                    func use(_ thing: Thing) async throws -> Bool {
                        switch thing {
                        case .request(let uri, let person): return try await person.isTaken(uri, by: platform)
                        case .form(let form):
                            return try await HTTP.send(platform.tokenRequest(at: server.metadata, form)).status == 200
                        case .service(let assertion, let proof):
                            let id = UUID().uuidString
                            let form = Self.service(
                                try await assertion.orElse {
                                    try await key.assertion(of: service.id, for: server.issuer, id: id)
                                })
                            let shown = try await proof.orElse { try await key.proof(for: token, id: id) }
                            return try await HTTP.send(.post(token, form: form.encoded, [("DPoP", shown)])).status
                                == 200
                        }
                    }
                    for thing in things { #expect(try await use(thing.used), "\(thing.name), before") }
                    let successor = try #require(try await Self.refresh(refreshTokens.0, platform, server))
                    try await server.killAndRestart()
                    for thing in things {
                        #expect(try await use(thing.unused), "\(thing.name) that wasn't used")
                        #expect(try await !use(thing.unused), "\(thing.name), the second time")
                        #expect(try await !use(thing.used), "\(thing.name) that was used before")
                    }
                    // Until its successor is used, a refresh token may come again and gets that very answer.
                    let fresh = try #require(try await Self.refresh(refreshTokens.1, platform, server))
                    for (old, new) in [(refreshTokens.0, successor), (refreshTokens.1, fresh)] {
                        #expect(try await Self.refresh(new, platform, server) != nil)
                        #expect(try await Self.refresh(old, platform, server) == nil)
                    }
                }
            }
        }

        @Test func `after a kill a platform that didn't take it hears of a logout until it does, and no more`()
            async throws
        {
            try await CallbackServer.open { receiver in
                await receiver.answer(503)
                try await RestartedServer.run { server in
                    let platform = try await server.register(
                        .init(name: "Nền tảng", backchannelLogoutURI: receiver.origin + "/logout"))
                    let person = try await server.person("an.nguyen")
                    _ = try await person.tokens(platform)
                    let session = try await server.session { $0["live"].bool == true }
                    let id = try #require(session["id"].string)
                    #expect(try await server.command("session", "end", id).code == 0)
                    try await receiver.untilVisited("/logout", times: 1)
                    // It is written down that it was refused, and when it is due again.
                    try await server.session { session in
                        session["platforms"].array?.contains { $0["failure"].string != nil } == true
                    }
                    try await server.killAndRestart()
                    let refused = try await receiver.untilVisited("/logout", times: 2)
                    await receiver.answer(200)
                    try await receiver.untilVisited("/logout", times: refused.count + 1)
                    try await server.session { $0["signed_out"].number == 1 }
                    let heard = await receiver.visits(to: "/logout")
                    // Each is of that session.
                    let claims = try heard.map { try JSON(claimsOf: $0.form["logout_token"] ?? "") }
                    #expect(Set(claims.map { $0["sid"] }).count == 1 && claims.first?["sid"].string != nil)
                    try await server.killAndRestart()
                    // What another has to hear comes after whatever would be left over.
                    let other = try await server.register(
                        .init(
                            name: "Nền tảng khác", redirectURIs: ["https://other.hue.test/callback"],
                            backchannelLogoutURI: receiver.origin + "/other"))
                    let again = try await server.person("binh.tran")
                    _ = try await again.tokens(other)
                    #expect(try await server.command("session", "end", "--of", "binh.tran", "--yes").code == 0)
                    try await receiver.untilVisited("/other", times: 1)
                    #expect(await receiver.visits(to: "/logout").count == heard.count)
                }
            }
        }

        private enum Thing {
            case request(String, RestartedServer.Person)
            case form(Form)
            /// A request of the service; what is `nil` is made for it.
            case service(_ assertion: String?, _ proof: String?)
        }

        private static func device(_ code: String) -> Form {
            ["grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": code]
        }

        /// The successor of a refresh token; `nil` for a refusal.
        private static func refresh(
            _ token: String, _ platform: Platform, _ server: RestartedServer
        ) async throws -> String? {
            let form: Form = ["grant_type": "refresh_token", "refresh_token": token]
            return try await HTTP.send(platform.tokenRequest(at: server.metadata, form)).json["refresh_token"].string
        }

        private static func service(_ assertion: String) -> Form {
            [
                "grant_type": "client_credentials", "client_assertion": assertion,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ]
        }
    }
}

extension Optional where Wrapped: Sendable {
    /// The value, or what is made in its place.
    fileprivate func orElse(_ make: () async throws -> Wrapped) async throws -> Wrapped {
        if let self { return self }
        return try await make()
    }
}
