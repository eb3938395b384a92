import Identity
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct ClientAuthenticationTests {
    private func basicClient() throws -> Client {
        try Sample.client { $0.authenticationMethod = "client_secret_basic" }
    }
    private func postClient() throws -> Client {
        try Sample.client { $0.authenticationMethod = "client_secret_post" }
    }
    private func publicClient() throws -> Client { try Sample.client { $0.authenticationMethod = "none" } }

    @Test(arguments: [SecretMethod.basic, .post])
    func `a former secret is as good as the present one until its end, and no other is`(method: SecretMethod) throws {
        let end = Instant.noon + .hours(24)
        let registered = try Sample.client { $0.authenticationMethod = method.rawValue }
        var registration = ClientRegistration(registered)
        registration.name = "Nền tảng đổi mã"
        let client = try registration.client(
            secret: SecretHash(of: "new"), former: FormerSecret(SecretHash(of: "old"), until: end))
        func verifies(_ secret: String, at now: Instant) throws -> Bool {
            let header = method == .basic ? Sample.basic(client.id.text, secret) : nil
            let body = method == .post ? [("client_id", client.id.text), ("client_secret", secret)] : []
            let presented = try ClientAuthentication(authorization: header, parameters: FormParameters(body))
            return (try? presented.verified(against: client, at: now)) != nil
        }
        for now in [Instant.noon, end - .milliseconds(1)] {
            #expect(try verifies("new", at: now) && verifies("old", at: now))
            #expect(try !verifies("older", at: now))
        }
        for now in [end, end + .hours(1)] { #expect(try verifies("new", at: now) && !verifies("old", at: now)) }
    }

    @Test func `each method authenticates a client that is registered with it`() throws {
        for client in [try basicClient(), try postClient(), try publicClient()] {
            #expect(try Sample.authenticated(client).id == client.id)
        }
    }

    @Test func `without a pinned method a secret may come either way (RFC 6749 §2.3.1)`() throws {
        let client = try Sample.client()
        let inBody = FormParameters([("client_id", "platform"), ("client_secret", Sample.secret)])
        for presented in [
            try ClientAuthentication(
                authorization: Sample.basic("platform", Sample.secret), parameters: FormParameters([])),
            try ClientAuthentication(authorization: nil, parameters: inBody),
        ] {
            #expect(try presented.verified(against: client, at: .noon).id == client.id)
        }
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            let wrong = FormParameters([("client_id", "platform"), ("client_secret", "wrong")])
            try ClientAuthentication(authorization: nil, parameters: wrong).verified(against: client, at: .noon)
        }
    }

    @Test func `who has the secret and sends it by the other method is told so, and nobody else is`() throws {
        func error(_ secret: String) throws -> ClientAuthenticationError? {
            let form = FormParameters([("client_id", "platform"), ("client_secret", secret)])
            let presented = try ClientAuthentication(authorization: nil, parameters: form)
            return #expect(throws: ClientAuthenticationError.self) {
                try presented.verified(against: try basicClient(), at: .noon)
            }
        }
        #expect(try error(Sample.secret) == .otherMethod("client_secret_basic", usedHeader: false))
        #expect(try error(Sample.secret)?.refusal.code == "other-auth-method")
        #expect(try error(Sample.secret)?.error.description.contains("client_secret_basic") == true)
        #expect(try error("wrong") == .failed(usedHeader: false))
    }

    /// What a request presents, and whether the three kinds of client are authenticated by it.
    struct Presented: Sendable {
        let header: String?
        let body: [String: String]
        let basic: Bool
        let post: Bool
        let none: Bool
    }

    @Test(
        arguments: [
            Presented(
                header: Sample.basic("platform", Sample.secret), body: [:], basic: true, post: false,
                none: false),
            Presented(
                header: Sample.basic("platform", Sample.secret), body: ["client_id": "platform"], basic: true,
                post: false, none: false),
            Presented(
                header: nil, body: ["client_id": "platform", "client_secret": Sample.secret], basic: false,
                post: true,
                none: false),
            Presented(header: nil, body: ["client_id": "platform"], basic: false, post: false, none: true),
            // Documentation/PEERS-BUGS.md P17: any secret on a public client is no authentication.
            Presented(
                header: nil, body: ["client_id": "platform", "client_secret": "any"], basic: false,
                post: false,
                none: false),
            Presented(
                header: Sample.basic("platform", "any"), body: [:], basic: false, post: false, none: false),
            // Documentation/PEERS-BUGS.md P19: an empty secret is none. RFC 6749 §2.3.1: it is one left out.
            Presented(
                header: Sample.basic("platform", ""), body: [:], basic: false, post: false, none: true),
            Presented(
                header: Sample.basic("platform", ""), body: ["client_id": "platform"], basic: false, post: false,
                none: true),
            Presented(
                header: nil, body: ["client_id": "platform", "client_secret": ""], basic: false, post: false,
                none: true),
            Presented(
                header: nil, body: ["client_id": "platform", "client_secret": Sample.secret + "x"],
                basic: false,
                post: false, none: false),
            Presented(
                header: nil, body: ["client_id": "platform", "client_secret": Sample.secret.uppercased()],
                basic: false,
                post: false, none: false),
        ])
    func `a client is authenticated by its own method and its own secret only`(presented: Presented) throws {
        let form = FormParameters(presented.body.map { ($0.key, $0.value) })
        let cases = [
            (try basicClient(), presented.basic), (try postClient(), presented.post),
            (try publicClient(), presented.none),
        ]
        for (client, isGood) in cases {
            let result = Result {
                try ClientAuthentication(authorization: presented.header, parameters: form).verified(
                    against: client, at: .noon)
            }
            #expect(((try? result.get()) != nil) == isGood, "\(client.credential.methodName)")
        }
    }

    @Test(
        arguments: [
            // RFC 6749 §2.3: one method per request.
            (Sample.basic("platform", "s"), "client_secret=s"),
            (Sample.basic("platform", "s"), "client_id=other"),
            (nil, "client_id=a&client_id=a"), (nil, "client_id=a&client_secret=s&client_secret=s"),
            (nil, "client_id=a&client_secret=s&client_assertion=x"),
            (Sample.basic("platform", "s"), "client_assertion=x"),
            ("Bearer x", "client_id=a&client_secret=s"),
        ] as [(String?, String)])
    func `two methods, or halves of two, are a malformed request`(header: String?, body: String) throws {
        let form = try FormParameters(parsing: Array(body.utf8))
        let error = #expect(throws: ClientAuthenticationError.self) {
            try ClientAuthentication(authorization: header, parameters: form)
        }
        guard case .malformed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.error.code == .invalidRequest)
    }

    @Test(
        arguments: [
            ("", true), ("Basic", true), ("Basic ", true), ("Basic !!!", true),
            ("Basic  cGxhdGZvcm06cw==", true),
            ("Basic cGxhdGZvcm06cw", true), ("Basic cGxhdGZvcm0=", true), ("Bearer cGxhdGZvcm06cw==", true),
            ("Basic cGxhdGZvcm06cw== x", true), (Sample.basic("nền", "s"), true),
            (Sample.basic("", "s"), true),
            (Sample.basic("platform", "%zz"), true), (Sample.basic("platform", "a&b"), true),
            (Sample.basic("platform", "%ff"), true), (Sample.basic("platform", "%00"), true),
            (nil, false),
        ] as [(String?, Bool)])
    func `credentials that can't be read fail and are challenged where a header was used`(
        header: String?, usedHeader: Bool
    ) {
        #expect(throws: ClientAuthenticationError.failed(usedHeader: usedHeader)) {
            try ClientAuthentication(authorization: header, parameters: FormParameters([]))
        }
    }

    @Test func `a client that failed by the header is challenged, with an empty secret too`() throws {
        let presented = try ClientAuthentication(
            authorization: Sample.basic("platform", ""), parameters: FormParameters([]))
        #expect(throws: ClientAuthenticationError.failed(usedHeader: true)) {
            try presented.verified(against: try basicClient(), at: .noon)
        }
    }

    @Test func `a request without a form has to prove something, and a public client can't`() {
        #expect(throws: ClientAuthenticationError.failed(usedHeader: true)) {
            try ClientAuthentication(authorization: Sample.basic("platform", ""))
        }
    }

    @Test func `a request without a form is authenticated by its header`() throws {
        let presented = try ClientAuthentication(authorization: Sample.basic("platform", Sample.secret))
        #expect(try presented.verified(against: try basicClient(), at: .noon).id.text == "platform")
        #expect(throws: ClientAuthenticationError.otherMethod("client_secret_post", usedHeader: true)) {
            try presented.verified(against: try postClient(), at: .noon)
        }
    }

    @Test func `an assertion is no method of ours`() {
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            try ClientAuthentication(
                authorization: nil,
                parameters: FormParameters([("client_id", "a"), ("client_assertion", "x")]))
        }
    }

    @Test(
        arguments: [
            ("s3cret", "s3cret"), ("a%3Ab", "a:b"), ("a+b", "a b"), ("a%2Bb", "a+b"), ("%C3%A9", "é"),
            ("a:b", "a:b"),
            ("%26%3D", "&="),
        ])
    func `a secret in the header is form-encoded`(written: String, meant: String) throws {
        let client = try Sample.registration().client(secret: SecretHash(of: meant))
        let presented = try ClientAuthentication(
            authorization: Sample.basic("platform", written), parameters: FormParameters([]))
        #expect(try presented.verified(against: client, at: .noon).id == client.id)
    }

    @Test(arguments: ["basic", "BASIC", "bAsIc"])
    func `the scheme of the header has no case`(scheme: String) throws {
        let header = scheme + Sample.basic("platform", Sample.secret).dropFirst(5)
        let presented = try ClientAuthentication(authorization: header, parameters: FormParameters([]))
        #expect(throws: Never.self) { try presented.verified(against: try basicClient(), at: .noon) }
    }

    @Test func `unknown, disabled and wrong are refused alike`() throws {
        let header = Sample.basic("platform", Sample.secret)
        let presented = try ClientAuthentication(authorization: header, parameters: FormParameters([]))
        let disabled = try Sample.client(isEnabled: false)
        let other = try Sample.registration().client(secret: SecretHash(of: "other"))
        for client in [nil, disabled, other] {
            #expect(throws: ClientAuthenticationError.failed(usedHeader: true)) {
                try presented.verified(against: client, at: .noon)
            }
        }
        let form = FormParameters([("client_id", "platform"), ("client_secret", Sample.secret)])
        let posted = try ClientAuthentication(authorization: nil, parameters: form)
        #expect(throws: ClientAuthenticationError.failed(usedHeader: false)) {
            try posted.verified(against: nil, at: .noon)
        }
    }

    @Test func `a secret is 256 random bits, and its hash matches it and nothing else`() {
        let secret = ClientSecret(random: SeededRandom(seed: 1))
        #expect(secret.text.utf8.count == 43)
        #expect(secret.hash.matches(secret.text))
        #expect(!secret.hash.matches(secret.hash.text))
        #expect(!secret.hash.matches(""))
        #expect(!SecretHash(of: "").matches(""))
        #expect(!SecretHash(stored: "").matches(""))
        #expect(ClientSecret(random: SeededRandom(seed: 2)).text != secret.text)
    }
}
