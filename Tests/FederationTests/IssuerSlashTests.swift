import TestSupport
import Testing
import Wire

@testable import Federation

/// Where the metadata of an issuer is (OpenID Connect Discovery §4.1).
@Suite struct IssuerSlashTests {
    @Test(arguments: ["https://vneid.test", "https://vneid.test/"])
    func `a slash at the end of the issuer is not doubled, and is part of its name (L10)`(issuer: String) async throws {
        let vneid = try ScriptedVNeID()
        var metadata = ScriptedVNeID.metadata()
        metadata["issuer"] = .string(issuer)
        vneid.answer("/.well-known/openid-configuration", json: metadata)
        let cache = UpstreamMetadataCache(issuer: issuer, fetcher: vneid)
        _ = try await cache.metadata(at: SetClock().now)
        #expect(vneid.requests(to: "/.well-known/openid-configuration").count == 1)
    }
}
