import Foundation

/// The provider's metadata (OpenID Connect Discovery §3): the tests find every endpoint in it.
struct Metadata: Sendable {
    struct Lacking: Error, CustomStringConvertible {
        let description: String
    }

    let json: JSON
    let issuer: String
    let authorization: String
    let token: String
    let userinfo: String
    let endSession: String
    let jwks: String

    static func discover(issuer: String) async throws -> Metadata {
        let answer = try await HTTP.get(issuer + "/.well-known/openid-configuration")
        return try Metadata(JSON(answer.body))
    }

    init(_ json: JSON) throws {
        func member(_ name: String) throws -> String {
            guard let value = json[name].string else { throw Lacking(description: "the metadata lack \(name)") }
            return value
        }
        self.json = json
        issuer = try member("issuer")
        authorization = try member("authorization_endpoint")
        token = try member("token_endpoint")
        userinfo = try member("userinfo_endpoint")
        endSession = try member("end_session_endpoint")
        jwks = try member("jwks_uri")
    }
}
