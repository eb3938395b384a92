import OpenIDConnect
import Testing
import Wire

/// How much of a request is taken, and how much of it is kept.
@Suite struct AuthorizationRequestBoundsTests {
    @Test(arguments: [2048, 2049, 2372, 8192])
    func `a state of up to 8 KiB is taken, and comes back as it was`(count: Int) throws {
        let state = String(repeating: "~", count: count)
        let request = try AuthorizationRequest(.authorization(["state": state]), client: try Sample.client())
        #expect(request.address.state == state)
    }

    /// The OpenID Foundation's suite sends 64 characters, and 384 of which a server may say that they are too many.
    @Test(arguments: [64, 384, 512])
    func `a nonce of up to 512 characters is taken`(count: Int) throws {
        let nonce = String(repeating: "n", count: count)
        #expect(try AuthorizationRequest(.authorization(["nonce": nonce]), client: try Sample.client()).nonce == nonce)
    }

    @Test(arguments: ["2147483648", "99999999999999999999"])
    func `a max_age beyond all ages is none that any login passes`(text: String) throws {
        let request = try AuthorizationRequest(.authorization(["max_age": text]), client: try Sample.client())
        #expect(request.demand.maxAge == .seconds(Int64(Int32.max)))
    }

    @Test func `only the parameters that are read are kept, and the request can be read again from them`() throws {
        let junk = [("junk", String(repeating: "j", count: 8000)), ("foo", "bar"), ("foo2", ""), ("state2", "x")]
        let client = try Sample.client()
        let request = try AuthorizationRequest(
            .authorization(["nonce": "n", "max_age": "60"], also: junk), client: client)
        #expect(!request.parameters.names.contains { junk.map(\.0).contains($0) })
        let again = try AuthorizationRequest(
            try FormParameters(query: request.parameters.compactlyEncoded()), client: client)
        #expect(again.demand == request.demand && again.address == request.address && again.nonce == "n")
        #expect(again.parameters == request.parameters)
    }

    @Test func `what is written of a request is measured, not what came`() throws {
        let client = try Sample.client()
        // Three bytes each when they are written, one each in the query of a careless client.
        let long = String(repeating: "{", count: 5500)
        #expect(Verdict(.authorization(["state": long]), client: client) == .redirect(.invalidRequest))
        let short = try AuthorizationRequest(.authorization(["state": String(long.prefix(5000))]), client: client)
        #expect(short.parameters.compactlyEncoded().utf8.count <= Limits.queryBytes)
    }
}
