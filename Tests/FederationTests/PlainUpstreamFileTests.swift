import Identity
import Testing
import Wire

@testable import Federation

/// The file that names upstreams besides VNeID: read strictly, so that what is mistyped is said.
@Suite struct PlainUpstreamFileTests {
    private static let entry: JSONObject = [
        "id": "giao-duc", "issuer": "https://id.test", "name": ["vi": "Sở Giáo dục", "en": "Education"],
        "client_id": "hue-sso", "client_secret_file": "/secret",
    ]

    private func read(_ entries: [JSONObject], _ contents: String? = "secret\n") throws -> [PlainUpstream] {
        try PlainUpstreamFile(
            ["upstreams": .array(entries.map { .object($0) })], address: { "https://sso.hue.test" + $0 },
            contents: { _ in contents.map { Array($0.utf8) } }
        ).upstreams
    }

    @Test func `what nothing is said of gives no level and links nobody`() throws {
        let upstream = try #require(try read([Self.entry]).first)
        #expect(upstream.scopes == ["openid"] && upstream.contexts.isEmpty && upstream.citizenNumberClaim == nil)
        #expect(upstream.redirectURI == "https://sso.hue.test/upstream/giao-duc/callback")
        guard case .secret("secret") = upstream.authentication else {
            Issue.record("\(upstream.id) has another secret")
            return
        }
    }

    @Test(
        arguments: [
            ("id", "vneid"), ("id", "vneid-app"), ("id", "Giao"), ("id", "-a"), ("id", ""), ("id", "a/b"),
            ("issuer", "http://id.test"),
            ("issuer", "https://id.test?a=b"), ("issuer", nil), ("name", "Sở"), ("name", ["vi": "Sở"]),
            ("client_id", ""),
            ("client_secret_file", nil), ("private_key_file", "/key"), ("scopes", ["profile"]), ("scopes", "openid"),
            ("scopes", ["openid", "a b"]), ("acr", ["urn:a"]), ("acr", [["value": "urn:a"]]),
            ("acr", [["value": "urn:a", "authentication": 5]]),
            ("acr", [["value": "urn:a", "authentication": 1, "identity": 3]]),
            ("citizen_number_claim", ""), ("citizen_number_claim", true), ("citizen_number", "cccd"),
        ] as [(String, JSONValue?)])
    func `a member that can't be meant is refused by its name`(name: String, value: JSONValue?) {
        var entry = Self.entry
        entry[name] = value
        let named = name == "private_key_file" ? "client_secret_file" : name
        #expect(throws: PlainUpstreamFileError.malformed(named)) { try read([entry]) }
    }

    @Test func `two upstreams differ in id and issuer`() throws {
        var other = Self.entry
        #expect(throws: PlainUpstreamFileError.malformed("id")) { try read([Self.entry, other]) }
        other["id"] = "y-te"
        #expect(throws: PlainUpstreamFileError.malformed("issuer")) { try read([Self.entry, other]) }
        other["issuer"] = "https://id2.test"
        #expect(try read([Self.entry, other]).map(\.id.text) == ["giao-duc", "y-te"])
    }

    @Test func `a secret is there, and is one line`() {
        #expect(throws: PlainUpstreamFileError.unreadable(file: "/secret")) { try read([Self.entry], nil) }
        for contents in ["", "\n", "a\nb"] {
            #expect(throws: PlainUpstreamFileError.malformed("client_secret_file")) { try read([Self.entry], contents) }
        }
        var entry = Self.entry
        entry["client_secret_file"] = nil
        entry["private_key_file"] = "/key"
        for contents in ["secret", "{}", #"{"kty":"OKP","crv":"Ed25519","x":"AA","alg":"none"}"#] {
            #expect(throws: PlainUpstreamFileError.malformed("private_key_file")) { try read([entry], contents) }
        }
    }
}
