import Database
import JOSE
import OpenIDConnect
import Wire

/// How a client's messages are protected, as it stands in its row: the members of its metadata, as JSON, so that what one
/// client in a hundred asks for isn't a column each.
extension Clients {
    /// - Parameter keys: the client's keys, whatever else they are for.
    func messages(
        _ row: Row, _ column: Int, of credential: ClientCredential, keys: ClientKeys?, signing usual: SignatureAlgorithm
    ) throws -> MessageProtection {
        let text = try row.optionalText(column) ?? "{}"
        let json = try row.required(try? JSONReader.readObject(Array(text.utf8)), "a client's protection of messages")
        return try row.required(
            try? ClientRegistration.Messages(metadata: json).protection(
                of: credential, keys: keys, signing: usual),
            "a client's protection of messages")
    }
}

extension MessageProtection {
    /// To be read again; `nil` where nothing is said.
    var column: String? {
        let json = ClientRegistration.Messages(self).json
        return json.members.isEmpty ? nil : String(decoding: JSONWriter.write(json), as: UTF8.self)
    }
}

extension Schema {
    static let protectedMessages = ["ALTER TABLE clients ADD COLUMN messages TEXT"]
}
