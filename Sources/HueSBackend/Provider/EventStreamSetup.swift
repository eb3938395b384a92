import JOSE
import Wire

extension ProviderClient {
    private static let prefix = "https://schemas.openid.net/secevent/"
    private static let events: [JSONValue] = [
        "caep/event-type/session-revoked", "caep/event-type/credential-change",
        "caep/event-type/assurance-level-change", "risc/event-type/account-disabled",
        "risc/event-type/account-enabled",
    ].map { .string(prefix + $0) }

    /// Sees to it that the provider pushes security events to an address (OpenID SSF 1.0 §8.1.1): there is one stream a client,
    /// which an earlier start may have made for another port.
    func ensureStream(to endpoint: String) async throws(HueSFailure) {
        guard let url = try? Wire.URI(registration.issuer.text + "/.well-known/ssf-configuration") else {
            throw .badAnswer
        }
        let metadata = try await object(FetchRequest(url: url))
        guard metadata["issuer"]?.string?.hasSameBytes(as: registration.issuer.text) == true,
            let address = metadata["configuration_endpoint"]?.string.flatMap({ try? Wire.URI($0) })
        else { throw .badAnswer }
        let token = try await ownToken(scope: "ssf.manage")
        var stream: JSONObject = [
            "delivery": ["method": "urn:ietf:rfc:8935", "endpoint_url": .string(endpoint)],
            "events_requested": .array(Self.events), "description": "Hue-S",
        ]
        let made = try await send(stream, .post, to: address, token)
        guard made.status == 409 else {
            guard made.status == 201 else { throw .badAnswer }
            return
        }
        let known = try await fetch(FetchRequest(url: address, headers: [("Authorization", "Bearer \(token)")]))
        let list = try? JSONReader.read(known.body).array
        guard let id = list?.first?.object?["stream_id"] else { throw .badAnswer }
        stream["stream_id"] = id
        guard try await send(stream, .put, to: address, token).status == 200 else { throw .badAnswer }
    }

    private func send(
        _ json: JSONObject, _ method: FetchRequest.Method, to url: Wire.URI, _ token: String
    ) async throws(HueSFailure) -> FetchResponse {
        try await fetch(
            FetchRequest(
                method: method, url: url,
                headers: [("Content-Type", "application/json"), ("Authorization", "Bearer \(token)")],
                body: JSONWriter.write(json)))
    }
}
