import JOSE
import Wire

/// What we say of signed and encrypted messages (RFC 9101 §10.5, OpenID Connect Discovery §3, JARM §4).
extension ProviderMetadata {
    static func protectedMessages(_ keys: SigningKeys) -> JSONObject {
        var json: JSONObject = [
            "request_object_signing_alg_values_supported": assertionAlgorithms, "require_signed_request_object": false,
            "authorization_signing_alg_values_supported": strings(keys.algorithms.map(\.rawValue)),
        ]
        for message in ["authorization", "id_token", "userinfo"] {
            json[message + "_encryption_alg_values_supported"] = names(KeyManagementAlgorithm.self)
            json[message + "_encryption_enc_values_supported"] = names(ContentEncryption.self)
        }
        // What can be encrypted to the keys that we publish.
        let received = KeyManagementAlgorithm.allCases.filter { keys.published.encryptionKey(for: $0) != nil }
        if !received.isEmpty {
            json["request_object_encryption_alg_values_supported"] = strings(received.map(\.rawValue))
            json["request_object_encryption_enc_values_supported"] = names(ContentEncryption.self)
        }
        return json
    }
}
