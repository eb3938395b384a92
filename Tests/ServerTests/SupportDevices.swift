import OpenIDConnect
import Testing
import Wire

@testable import Server

extension RunningProvider {
    /// A public client of devices.
    func registerDevice(_ id: String = "tv") async throws {
        var registration = ClientRegistration(id: id, name: "Nền tảng \(id)", redirectURIs: [])
        registration.authenticationMethod = "none"
        registration.grants = [GrantType.deviceCode.rawValue]
        registration.scopes = ["openid", "profile"]
        try await add(try registration.client(secret: nil), at: clock.now)
    }

    /// What a device shows: the code that a person types.
    func userCode(_ client: String = "tv") async throws -> String {
        let reply = try await Browser(self).post(
            "/oauth2/device_authorization", [("client_id", client), ("scope", "openid profile")])
        return try #require(try reply.json()["user_code"]?.string, "\(reply.status) \(reply.text)")
    }
}

extension Browser {
    /// Types a device's code.
    func typeCode(_ code: String) async throws -> Reply {
        try await submit(try await get("/device"), [("user_code", code)])
    }
}
